import { HTTP_ERRORS } from '../http/http-errors.js'
import { id } from '../http/formats.js'
import type { Operation } from '../http/operation.js'
import { array, freeFormObject, object, optional, string } from '../http/schema.js'
import { IDENTITY_ERRORS } from './identity-errors.js'
import {
  displayName,
  email,
  newPassword,
  type RegistrationResult,
  registrationResult,
  type Registration,
  registration,
  type Tokens,
  tokens,
  type User,
  user,
} from './identity-schemas.js'

export const register: Operation<unknown, unknown, Registration, RegistrationResult> = {
  id: 'register',
  method: 'POST',
  path: '/v1/register',
  summary: 'Register a user, with a family of their own if it is named',
  access: 'public',
  body: registration,
  status: 201,
  response: registrationResult,
  idempotent: true,
  errors: [IDENTITY_ERRORS.EMAIL_TAKEN],
}

export interface Credentials {
  readonly email: string
  readonly password: string
}

export const createSession: Operation<unknown, unknown, Credentials, Tokens> = {
  id: 'createSession',
  method: 'POST',
  path: '/v1/sessions',
  summary: 'Sign in with email and password',
  access: 'public',
  body: object({ email, password: string({ minLength: 1, maxLength: 256 }) }),
  status: 201,
  response: tokens,
  errors: [IDENTITY_ERRORS.WRONG_CREDENTIALS],
}

export interface RefreshRequest {
  readonly refresh_token: string
}

export const refreshSession: Operation<unknown, unknown, RefreshRequest, Tokens> = {
  id: 'refreshSession',
  method: 'POST',
  path: '/v1/sessions/refresh',
  summary: 'Exchange a refresh token for new tokens',
  description:
    'A refresh token is good once. Using one again ends the sign-in that it came from: it was stolen.',
  access: 'public',
  body: object({ refresh_token: string({ minLength: 1, maxLength: 256 }) }),
  status: 200,
  response: tokens,
  errors: [IDENTITY_ERRORS.REFRESH_TOKEN_INVALID, IDENTITY_ERRORS.REFRESH_TOKEN_REUSED],
}

export const revokeSession: Operation<unknown, unknown, RefreshRequest> = {
  id: 'revokeSession',
  method: 'POST',
  path: '/v1/sessions/revoke',
  summary: 'Sign out: end the sign-in of a refresh token',
  access: 'public',
  body: object({ refresh_token: string({ minLength: 1, maxLength: 256 }) }),
  status: 204,
}

export const getMe: Operation<unknown, unknown, unknown, User> = {
  id: 'getMe',
  method: 'GET',
  path: '/v1/users/me',
  summary: 'The signed-in user',
  access: 'member',
  status: 200,
  response: user,
}

export interface UserChange {
  readonly email?: string
  readonly display_name?: string
  readonly password?: string
  readonly current_password?: string
}

export const updateMe: Operation<unknown, unknown, UserChange, User> = {
  id: 'updateMe',
  method: 'PATCH',
  path: '/v1/users/me',
  summary: 'Change the signed-in user',
  description: 'A new password or email address needs current_password. A new password ends every sign-in.',
  access: 'member',
  body: object(
    {
      email: optional(email),
      display_name: optional(displayName),
      password: optional(newPassword),
      current_password: optional(string({ maxLength: 256 })),
    },
    { minProperties: 1 },
  ),
  status: 200,
  response: user,
  conditional: true,
  errors: [IDENTITY_ERRORS.EMAIL_TAKEN, IDENTITY_ERRORS.WRONG_CREDENTIALS, HTTP_ERRORS.VERSION_MISMATCH],
}

export const deleteMe: Operation = {
  id: 'deleteMe',
  method: 'DELETE',
  path: '/v1/users/me',
  summary: 'Delete the signed-in user',
  description: 'The owner of a family deletes the family first.',
  access: 'member',
  status: 204,
  conditional: true,
  errors: [IDENTITY_ERRORS.OWNER_MUST_STAY, HTTP_ERRORS.VERSION_MISMATCH],
}

export const getUser: Operation<{ readonly id: string }, unknown, unknown, User> = {
  id: 'getUser',
  method: 'GET',
  path: '/v1/users/{id}',
  summary: 'A user of the own family',
  access: 'member',
  params: object({ id: id('The user.') }),
  status: 200,
  response: user,
  errors: [HTTP_ERRORS.NOT_FOUND],
}

export const getJwks: Operation<
  unknown,
  unknown,
  unknown,
  { readonly keys: readonly Readonly<Record<string, unknown>>[] }
> = {
  id: 'getJwks',
  method: 'GET',
  path: '/.well-known/jwks.json',
  summary: 'The public keys that access tokens are verified with (RFC 7517)',
  access: 'public',
  status: 200,
  response: object({ keys: array(freeFormObject()) }),
}
