/** Credentials of the demo user after `seed demo` (user …0123 of the ADR). All seeded users share this password. */
export const DEMO_LOGIN: { readonly email: string; readonly password: string } = {
  email: 'alex.parker@homemanager.example',
  password: 'homemanager-demo',
}

/**
 * scrypt hash of that password with a fixed salt, as a PHC string. It is hard-coded because it must be the same in every
 * run, and because computing it takes 0.4 s.
 */
export const DEMO_PASSWORD_HASH =
  '$scrypt$ln=17,r=8,p=1$aG9tZW1hbmFnZXItZGVtbw$tGB5YLPMPpMxhKYMJ5IEj9atrIhTvAIJOoWs/Jul9OY'
