/** Who can sign in after `seed demo`: user …0123 of the ADR. Every seeded user has this password. */
export const DEMO_LOGIN: { readonly email: string; readonly password: string } = {
  email: 'alex.parker@homemanager.example',
  password: 'homemanager-demo',
}

/**
 * scrypt of that password with a fixed salt, as a PHC string. Written down and not computed: the answer must be the same
 * in every run, and a hash costs 50 ms.
 */
export const DEMO_PASSWORD_HASH =
  '$scrypt$ln=14,r=8,p=1$aG9tZW1hbmFnZXItZGVtbw$XkhBv1vzgDqNcEqddYod71/gu4d6Pb1u1u4/Tw7oLLE'
