/**
 * The server's settings.
 *
 * There are two kinds. Settings that safety depends on are given at every start and override everything, so
 * that no edited file switches them off. Settings of size or taste are written once, when the data are
 * created, and may be changed with ALTER SYSTEM.
 */

/** By PostgreSQL's names. The sizes suit a small machine; the write-ahead log has room for bulk loads. */
const firstSettings: Readonly<Record<string, string>> = {
  max_connections: '100',
  shared_buffers: '128MB',
  max_wal_size: '2GB',
  min_wal_size: '128MB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off',
  // Ends a killed worker's statement within seconds. Otherwise it would run on for nobody.
  client_connection_check_interval: '2s',
  // One file per day of the week, overwritten each week: at most seven files.
  log_filename: 'postgres-%a.log',
  log_rotation_age: '1d',
  log_rotation_size: '0',
  log_truncate_on_rotation: 'on',
  log_checkpoints: 'off',
  log_line_prefix: '%m [%p] %q%a ',
  // The detail of a constraint and the text of a statement contain personal data, so neither is logged.
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
};

/** Given at every start. `over` is for tests, which may give up safety for speed. */
export function startSettings(ask: {
  readonly port: number;
  readonly logFolder: string;
  readonly over: Readonly<Record<string, string>>;
}): readonly string[] {
  return asFlags({
    port: String(ask.port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    timezone: 'UTC',
    log_timezone: 'UTC',
    logging_collector: 'on',
    log_destination: 'stderr',
    log_directory: ask.logFolder,
    ...ask.over,
  });
}

export function initialSettings(): readonly string[] {
  return asFlags(firstSettings);
}

function asFlags(settings: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
