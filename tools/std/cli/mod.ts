/**
 * A small stand-in for what this project uses of `@std/cli`: the command line parser.
 *
 * It is read only where the real package cannot be fetched.
 *
 * @module
 */

export { type Args, parseArgs, type ParseOptions } from "./parse_args.ts";
