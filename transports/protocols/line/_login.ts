/** What is said to who has not logged in and wants something. */
export const LOGIN = "Cannot do that: wanted /login USER PASSWORD, or /login TOKEN, first";

/** What is said to who is not let in, or not any longer. */
export function refusalText(why: "wrong" | "late" | "gone"): string {
  switch (why) {
    case "wrong":
      return "Cannot let you in: wanted another user, password or token";
    case "late":
      return "Cannot wait any longer: wanted /login in time";
    case "gone":
      return "Cannot let you stay: your user is gone, or has another password or account";
  }
}
