/**
 * The subject of a certificate in the form of RFC 2253, such as `CN=ada,O=Example`, with the characters escaped that mean
 * something there: else somebody called `ada,O=Example` would pass for ada of Example.
 *
 * @param text as the host writes it, from the top down: an attribute a line, ` + ` between those that belong together
 * @param values all values in it, by themselves
 * @returns the empty text where a value holds what stands between attributes: then it could be read in two ways
 */
export function subjectText(text: string, values: readonly string[]): string {
  if (values.some((value) => /\n| \+ /.test(value))) return "";
  const parts = text.split("\n").filter((part) => part !== "");
  return parts.reverse().map((part) => part.split(" + ").map(attribute).join("+")).join(",");
}

function attribute(text: string): string {
  const at = text.indexOf("=");
  const value = text.slice(at + 1).replace(/[,+"\\<>;]|^[ #]| $/g, "\\$&");
  return `${text.slice(0, at)}=${value}`;
}
