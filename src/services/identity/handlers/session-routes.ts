import { HttpProblem } from '../../http/problems/http-problem.js'
import { type OperationRoute, route } from '../../http/api/operation.js'
import type { IdentityContext } from './identity-context.js'
import { IDENTITY_ERRORS } from '../api/identity-errors.js'
import { createSession, refreshSession, register, revokeSession } from '../api/identity-operations.js'
import { issueTokens } from './issue-tokens.js'
import { registerUser } from './register-user.js'
import { revokeSessionByToken, rotateSession } from '../repository/session-repository.js'
import { startSession } from './start-session.js'
import { findUserByEmail } from '../repository/user-repository.js'

const NO_STORE = { 'cache-control': 'no-store' }

/** The routes to register, sign in, refresh tokens and sign out. */
export function sessionRoutes(context: IdentityContext): readonly OperationRoute[] {
  const { pool, clock, limits } = context
  return [
    route(register, async (call) =>
      limits.attempt(call.body.email, call.clientAddress, async () => registerUser(call, context)),
    ),
    route(createSession, async ({ body, signal, clientAddress }) => {
      const session = await limits.attempt(body.email, clientAddress, async () => {
        const user = await findUserByEmail(pool, body.email)
        const started = await startSession(user, body.password, context, signal)
        if (started !== undefined) return started
        throw new HttpProblem(IDENTITY_ERRORS.WRONG_CREDENTIALS, {
          detail: 'No user has this email and password.',
        })
      })
      return { body: await issueTokens(session.user, session.refreshToken, context), headers: NO_STORE }
    }),
    route(refreshSession, async ({ body }) => {
      const { user, refreshToken } = await rotateSession(pool, body.refresh_token, clock.now())
      return { body: await issueTokens(user, refreshToken, context), headers: NO_STORE }
    }),
    route(revokeSession, async ({ body }) => {
      await revokeSessionByToken(pool, body.refresh_token, clock.now())
      return { body: undefined }
    }),
  ]
}
