/**
 * Reads the body of a request as JSON, and loses nothing silently: see text/json-text.ts.
 *
 * Throws a problem for a body in another charset, for bytes that are no UTF-8, for JSON that can be read in two ways,
 * and for JSON that is nested too deeply.
 */
import { parseJsonText } from '#text/json-text.ts';
import { httpProblem, type Problem, problemOfRefusal } from './problem.ts';

/** Thrown where a framework expects an error. The error handler shows the problem. */
export class ProblemThrown extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.problem = problem;
  }
}

const depthMax = 32;

export function readBody(bytes: Uint8Array, contentType: string): unknown {
  const charset = /;\s*charset\s*=\s*"?([^;"\s]+)/i.exec(contentType)?.[1] ?? 'utf-8';
  if (!/^utf-?8$/i.test(charset)) throw unsupported();
  if (bytes.length === 0) return undefined;
  const text = decoded(bytes);
  if (depthOf(text) > depthMax) {
    throw wrongBody('json_too_deep', `The body is nested more than ${depthMax} levels deep.`);
  }
  const parsed = parseJsonText(text);
  if (parsed.ok) return parsed.value;
  throw new ProblemThrown({ ...problemOfRefusal(parsed.refusal), status: 400 });
}

function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw wrongBody('not_utf8', 'The body is not UTF-8 text.');
  }
}

/** How deeply lists and objects are nested. Brackets inside text do not count. */
function depthOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [mark] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (mark === '{' || mark === '[') deepest = Math.max(deepest, (depth += 1));
    else if (mark === '}' || mark === ']') depth -= 1;
  }
  return deepest;
}

function unsupported(): ProblemThrown {
  const detail = 'Send the body in UTF-8.';
  const about = { code: 'charset_unsupported', title: 'The charset is not supported', detail };
  return new ProblemThrown(httpProblem(415, about));
}

function wrongBody(code: string, detail: string): ProblemThrown {
  return new ProblemThrown(httpProblem(400, { code, title: 'The body is not JSON', detail }));
}
