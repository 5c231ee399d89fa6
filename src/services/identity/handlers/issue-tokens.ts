import { ACCESS_TOKEN_TTL_SECONDS, signAccessToken, type TokenSubject } from '../credentials/access-token.js'
import type { IdentityContext } from './identity-context.js'
import type { Tokens } from '../api/identity-schemas.js'

/** The response to a successful sign-in or refresh. */
export async function issueTokens(
  user: TokenSubject,
  refreshToken: string,
  context: IdentityContext,
): Promise<Tokens> {
  return {
    access_token: await signAccessToken(user, context.keys, context.clock.now()),
    token_type: 'Bearer',
    expires_in: ACCESS_TOKEN_TTL_SECONDS,
    refresh_token: refreshToken,
  }
}
