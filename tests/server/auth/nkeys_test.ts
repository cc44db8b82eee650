import { assert, assertEquals, assertFalse, assertMatch, assertNotEquals, assertRejects } from "@std/assert";
import {
  isPublicUserKey,
  makeUserKeys,
  publicKeyOf,
  signWithSeed,
  verifySignature,
} from "../../../server/auth/nkeys.ts";

Deno.test("makeUserKeys() makes another pair each time", async () => {
  const [one, other] = [await makeUserKeys(), await makeUserKeys()];
  assertNotEquals(one.seed, other.seed);
  for (const { seed, publicKey } of [one, other]) {
    assertMatch(seed, /^SU[A-Z2-7]{56}$/);
    assertMatch(publicKey, /^U[A-Z2-7]{55}$/);
    assert(isPublicUserKey(publicKey));
    assertEquals(await publicKeyOf(`${seed}\n`), publicKey);
  }
});

Deno.test("verifySignature() knows the owner's signature in base64 of either kind, and no other", async () => {
  const { seed, publicKey } = await makeUserKeys();
  const other = await makeUserKeys();
  const signature = await signWithSeed(seed, "nonce");
  assert(await verifySignature(publicKey, signature, "nonce"));
  assert(await verifySignature(publicKey, `${signature.replaceAll("-", "+").replaceAll("_", "/")}==`, "nonce"));
  assertFalse(await verifySignature(publicKey, signature, "other"));
  assertFalse(await verifySignature(publicKey, await signWithSeed(other.seed, "nonce"), "nonce"));
  assertFalse(await verifySignature(other.publicKey, signature, "nonce"));
  for (const wrong of ["", "AAAA", "!", signature.slice(4)]) {
    assertFalse(await verifySignature(publicKey, wrong, "nonce"));
  }
  assertFalse(await verifySignature(publicKey, await signWithSeed(seed, ""), ""), "nothing was to be signed");
});

Deno.test("isPublicUserKey() refuses other keys and those with a slip of the pen", async () => {
  const { seed, publicKey } = await makeUserKeys();
  const slip = publicKey.slice(0, 20) + (publicKey[20] === "A" ? "B" : "A") + publicKey.slice(21);
  for (const wrong of ["", "U", seed, slip, publicKey.toLowerCase(), `${publicKey}A`]) {
    assertFalse(isPublicUserKey(wrong));
  }
});

Deno.test("publicKeyOf() refuses what is no seed without showing it", async () => {
  for (const wrong of ["", "SUAsecret", (await makeUserKeys()).publicKey]) {
    const error = await assertRejects(() => publicKeyOf(wrong), TypeError, "wanted that of a user");
    if (wrong !== "") assertFalse(error.message.includes(wrong));
  }
});
