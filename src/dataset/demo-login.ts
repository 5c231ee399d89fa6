/** Credentials of the demo user after `seed demo` (user …0123 of the ADR). All seeded users share this password. */
export const DEMO_LOGIN: { readonly email: string; readonly password: string } = {
  email: 'alex.parker@homemanager.example',
  password: 'homemanager-demo',
}

/**
 * scrypt hash of that password with a fixed salt, as a PHC string. It is hard-coded because it must be the same in every
 * run, and because computing it takes 50 ms.
 */
export const DEMO_PASSWORD_HASH =
  '$scrypt$ln=14,r=8,p=1$aG9tZW1hbmFnZXItZGVtbw$XkhBv1vzgDqNcEqddYod71/gu4d6Pb1u1u4/Tw7oLLE'
