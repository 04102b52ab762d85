/**
 * Names for statements whose plans a connection keeps (decision 0084). The server then parses and plans a
 * text once for each connection, not once for each run.
 *
 * A kept plan was made without looking at the values or at the size of the tables. So only transactions that
 * look up rows by their keys keep plans (store.ts), and their plans never read a whole table.
 */

/** Each costs memory in every connection's server process. The sets and plain runs have some 60 texts. */
const keptMax = 200;

const names = new Map<string, string>();

/** The name of a text in this process; undefined: too many texts have a name already. */
export function nameOfStatement(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= keptMax) return known;
  const name = `paybeat_${names.size + 1}`;
  names.set(text, name);
  return name;
}
