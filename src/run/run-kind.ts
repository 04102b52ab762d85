/**
 * The kinds of run, as stored.
 *
 *   regular     the one run of a period
 *   off_cycle   pays outside the schedule: amounts of its own, or people whom no run of a period has paid
 *   reversal    undoes payslips of a committed run
 *   correction  pays what payslips of a committed run should have paid in addition
 */
export type RunKind = 'regular' | 'off_cycle' | 'reversal' | 'correction';
