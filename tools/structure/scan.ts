/** A file of the project: its path from the root, with `/`, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** The regular expressions are sticky: each matches one token at a given place. */
const comment = /\/\/[^\n]*|\/\*[^]*?\*\//y;
const string = /"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'/y;
const template = /[`}](?:\\[^]|\$(?!\{)|[^`\\$])*(?:`|\$\{)/y;
const regularExpression =
  /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])*\/[a-z]*/y;
const word = /[\w$]+/y;

/** After these words a slash begins a regular expression; after any other word or a closing bracket it divides. */
const beforeExpression = /^(?:return|typeof|case|in|of|do|else|void|delete|throw|await|yield)$/;

/**
 * The text with every comment and the inside of every string, template and regular expression blanked out.
 *
 * What is left stands where it stood, so that an index into the result is an index into the text.
 */
export function mask(text: string): string {
  const kept: string[] = [];
  const templatesAt: number[] = [];
  let depth = 0;
  let before = "";

  for (let i = 0; i < text.length;) {
    const char = text[i]!;
    const resumes = char === "}" && templatesAt.at(-1) === depth;
    let token: string | undefined;
    if ((token = match(comment, text, i)) !== undefined) {
      kept.push(blank(token));
    } else if ((token = match(string, text, i)) !== undefined) {
      kept.push(char + blank(token.slice(1, -1)) + char);
    } else if ((char === "`" || resumes) && (token = match(template, text, i)) !== undefined) {
      if (resumes) templatesAt.pop();
      const opens = token.endsWith("${");
      if (opens) templatesAt.push(depth);
      const end = opens ? "${" : "`";
      kept.push(char + blank(token.slice(1, -end.length)) + end);
    } else if (char === "/" && !divides(before) && (token = match(regularExpression, text, i)) !== undefined) {
      kept.push(blank(token));
    } else {
      token = match(word, text, i) ?? char;
      if (token === "{") depth++;
      if (token === "}") depth--;
      kept.push(token);
    }
    if (token.trim() !== "" && !token.startsWith("//") && !token.startsWith("/*")) before = token;
    i += token.length;
  }
  return kept.join("");
}

/** The number of the line that `index` is in, from 1. */
export function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

function match(pattern: RegExp, text: string, index: number): string | undefined {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0];
}

function blank(token: string): string {
  return token.replace(/[^\n]/g, " ");
}

function divides(before: string): boolean {
  return /[\w$)\]}"'`]$/.test(before) && !beforeExpression.test(before);
}
