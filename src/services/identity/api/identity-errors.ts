import { defineHttpErrors } from '../../http/problems/http-problem.js'

export const IDENTITY_ERRORS = defineHttpErrors({
  EMAIL_TAKEN: { status: 409, title: 'The email address is already in use.' },
  WRONG_CREDENTIALS: { status: 401, title: 'Incorrect email or password.' },
  REFRESH_TOKEN_INVALID: { status: 401, title: 'The refresh token is invalid.' },
  REFRESH_TOKEN_REUSED: {
    status: 401,
    title: 'The refresh token was already used; the session has been revoked.',
  },
  ALREADY_IN_A_FAMILY: { status: 409, title: 'The user already belongs to a family.' },
  INVITATION_REQUIRED: { status: 410, title: 'Members join a family by accepting an invitation.' },
  INVITATION_EXPIRED: { status: 410, title: 'The invitation has expired.' },
  TOO_MANY_INVITATIONS: { status: 409, title: 'The family has too many pending invitations.' },
  OWNER_MUST_STAY: { status: 409, title: 'The owner cannot leave the family or change their role.' },
})
