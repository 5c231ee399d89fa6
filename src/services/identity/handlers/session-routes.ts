import { HttpProblem } from '../../http/problems/http-problem.js'
import { type OperationRoute, route } from '../../http/api/operation.js'
import type { IdentityContext } from './identity-context.js'
import { IDENTITY_ERRORS } from '../api/identity-errors.js'
import { createSession, refreshSession, register, revokeSession } from '../api/identity-operations.js'
import { issueTokens } from './issue-tokens.js'
import { verifyDummyPassword, verifyPassword } from '../credentials/password-hash.js'
import { registerUser } from './register-user.js'
import { insertSession, revokeSessionByToken, rotateSession } from '../repository/session-repository.js'
import { findUser, findUserByEmail } from '../repository/user-repository.js'

const NO_STORE = { 'cache-control': 'no-store' }

/** The routes to register, sign in, refresh tokens and sign out. */
export function sessionRoutes(context: IdentityContext): readonly OperationRoute[] {
  const { pool, clock } = context
  return [
    route(register, async (call) => registerUser(call, context)),
    route(createSession, async ({ body }) => {
      const user = await findUserByEmail(pool, body.email)
      const matches = await (user === undefined
        ? verifyDummyPassword(body.password)
        : verifyPassword(body.password, user.password_hash))
      if (user === undefined || !matches) {
        throw new HttpProblem(IDENTITY_ERRORS.WRONG_CREDENTIALS, {
          detail: 'No user has this email and password.',
        })
      }
      const refreshToken = await insertSession(pool, { userId: user.id, now: clock.now() })
      return { body: await issueTokens(user, refreshToken, context), headers: NO_STORE }
    }),
    route(refreshSession, async ({ body }) => {
      const { userId, refreshToken } = await rotateSession(pool, body.refresh_token, clock.now())
      const user = await findUser(pool, userId)
      if (user === undefined) {
        throw new HttpProblem(IDENTITY_ERRORS.REFRESH_TOKEN_INVALID, {
          detail: 'The user of the token no longer exists.',
        })
      }
      return { body: await issueTokens(user, refreshToken, context), headers: NO_STORE }
    }),
    route(revokeSession, async ({ body }) => {
      await revokeSessionByToken(pool, body.refresh_token, clock.now())
      return { body: undefined }
    }),
  ]
}
