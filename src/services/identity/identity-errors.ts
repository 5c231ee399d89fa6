import { defineHttpErrors, type HttpErrorCodes } from '../http/http-problem.js'

export const IDENTITY_ERRORS: HttpErrorCodes<
  | 'EMAIL_TAKEN'
  | 'WRONG_CREDENTIALS'
  | 'REFRESH_TOKEN_INVALID'
  | 'REFRESH_TOKEN_REUSED'
  | 'ALREADY_IN_A_FAMILY'
  | 'OWNER_MUST_STAY'
> = defineHttpErrors({
  EMAIL_TAKEN: { status: 409, title: 'The email address is taken.' },
  WRONG_CREDENTIALS: { status: 401, title: 'Email or password is wrong.' },
  REFRESH_TOKEN_INVALID: { status: 401, title: 'The refresh token is not valid.' },
  REFRESH_TOKEN_REUSED: { status: 401, title: 'The refresh token was used before; its sign-in is ended.' },
  ALREADY_IN_A_FAMILY: { status: 409, title: 'The user is in a family already.' },
  OWNER_MUST_STAY: { status: 409, title: 'A family cannot be without its owner.' },
})
