export { VERSION } from "../server/version.ts";
