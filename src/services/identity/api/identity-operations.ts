import { freeFormObject, id } from '../../http/api/formats.js'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import type { Operation } from '../../http/api/operation.js'
import { array, object, optional, type Schema, string } from '../../../core/schema.js'
import { IDENTITY_ERRORS } from './identity-errors.js'
import {
  displayName,
  email,
  newPassword,
  password,
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
  summary: 'Register a user',
  description:
    'Registers a user and starts a session. With `family_name`, also creates a family that the user owns.',
  access: 'public',
  body: registration,
  status: 201,
  response: registrationResult,
  idempotent: true,
  errors: [IDENTITY_ERRORS.EMAIL_TAKEN, HTTP_ERRORS.TOO_MANY_REQUESTS],
}

export interface Credentials {
  readonly email: string
  readonly password: string
}

export const createSession: Operation<unknown, unknown, Credentials, Tokens> = {
  id: 'createSession',
  method: 'POST',
  path: '/v1/sessions',
  summary: 'Sign in',
  description:
    'Starts a session with email and password. Wrong passwords are limited by account and client address; `Retry-After` says when to try again.',
  access: 'public',
  body: object({ email, password }, { title: 'Credentials', description: 'The credentials of a user.' }),
  status: 201,
  response: tokens,
  errors: [IDENTITY_ERRORS.WRONG_CREDENTIALS, HTTP_ERRORS.TOO_MANY_REQUESTS],
}

export interface RefreshRequest {
  readonly refresh_token: string
}
const refreshRequest: Schema<RefreshRequest> = object(
  {
    refresh_token: string({
      minLength: 1,
      maxLength: 256,
      description: 'Refresh token of the session.',
      examples: ['3q2-7wAAzRkVlsiMjAyNC0xMC0wNSJdq2uP8zYx0mB'],
    }),
  },
  { title: 'RefreshRequest', description: 'The refresh token of a session.' },
)

export const refreshSession: Operation<unknown, unknown, RefreshRequest, Tokens> = {
  id: 'refreshSession',
  method: 'POST',
  path: '/v1/sessions/refresh',
  summary: 'Refresh a session',
  description:
    'Exchanges a refresh token for new tokens. Refresh tokens are single-use; reuse revokes the session.',
  access: 'public',
  body: refreshRequest,
  status: 200,
  response: tokens,
  errors: [IDENTITY_ERRORS.REFRESH_TOKEN_INVALID, IDENTITY_ERRORS.REFRESH_TOKEN_REUSED],
}

export const revokeSession: Operation<unknown, unknown, RefreshRequest> = {
  id: 'revokeSession',
  method: 'POST',
  path: '/v1/sessions/revoke',
  summary: 'Sign out',
  description: 'Revokes the session of a refresh token. An unknown token is not an error.',
  access: 'public',
  body: refreshRequest,
  status: 204,
}

export const getMe: Operation<unknown, unknown, unknown, User> = {
  id: 'getMe',
  method: 'GET',
  path: '/v1/users/me',
  summary: 'Get the signed-in user',
  description: 'Returns the user of the access token.',
  access: 'useAccount',
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
  summary: 'Update the signed-in user',
  description:
    'Updates the given fields. A new password or email address requires `current_password`. A new password revokes all sessions of the user.',
  access: 'useAccount',
  body: object(
    {
      email: optional(email),
      display_name: optional(displayName),
      password: optional(newPassword),
      current_password: optional(
        string({ maxLength: 256, description: 'Required to change the password or the email address.' }),
      ),
    },
    {
      title: 'UserChange',
      description: 'The fields of the user to update.',
      minProperties: 1,
      examples: [{ display_name: 'Alexandra' }],
    },
  ),
  status: 200,
  response: user,
  conditional: true,
  errors: [
    IDENTITY_ERRORS.EMAIL_TAKEN,
    IDENTITY_ERRORS.WRONG_CREDENTIALS,
    HTTP_ERRORS.VERSION_MISMATCH,
    HTTP_ERRORS.TOO_MANY_REQUESTS,
  ],
}

export const deleteMe: Operation = {
  id: 'deleteMe',
  method: 'DELETE',
  path: '/v1/users/me',
  summary: 'Delete the signed-in user',
  description: 'Deletes the user. The owner of a family must delete the family first.',
  access: 'useAccount',
  status: 204,
  conditional: true,
  errors: [IDENTITY_ERRORS.OWNER_MUST_STAY, HTTP_ERRORS.VERSION_MISMATCH],
}

export const getUser: Operation<{ readonly id: string }, unknown, unknown, User> = {
  id: 'getUser',
  method: 'GET',
  path: '/v1/users/{id}',
  summary: 'Get a user',
  description: 'Returns a user of your family.',
  access: 'readFamily',
  params: object({ id: id('ID of the user.', 'user') }),
  status: 200,
  response: user,
  errors: [HTTP_ERRORS.NOT_FOUND],
}

type JsonWebKeySet = { readonly keys: readonly Readonly<Record<string, unknown>>[] }

export const getJwks: Operation<unknown, unknown, unknown, JsonWebKeySet> = {
  id: 'getJwks',
  method: 'GET',
  path: '/.well-known/jwks.json',
  summary: 'Get the signing keys',
  description: 'Returns the public keys that verify access tokens, as a JSON Web Key Set (RFC 7517).',
  access: 'public',
  status: 200,
  response: object(
    {
      keys: array(
        freeFormObject({
          title: 'JsonWebKey',
          description: 'A public key (RFC 7517).',
          examples: [
            {
              kty: 'EC',
              crv: 'P-256',
              x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
              y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
              kid: 'cn-I_WNMClehiVp51i_0VpOENW1upEerA8sEam5hn-s',
              alg: 'ES256',
              use: 'sig',
            },
          ],
        }),
      ),
    },
    { title: 'JsonWebKeySet', description: 'A JSON Web Key Set (RFC 7517).' },
  ),
}
