import type { Answer, Bug, Sent } from './planted-bugs.js'

const VISIBLE_AFTER_MS = 1000
const NO_CONTENT: Answer = { status: 204, headers: {}, body: '' }

const isRegistration = ({ method, path }: Sent): boolean => method === 'POST' && path === '/v1/register'
const isRefresh = ({ path }: Sent): boolean => path === '/v1/sessions/refresh'
const isMemberList = ({ method, path }: Sent): boolean => method === 'GET' && path.endsWith('/members')

function getToken({ headers }: Sent): string {
  return headers['authorization'] ?? ''
}

function readField(body: string, name: string): string {
  return new RegExp(`"${name}":"([^"]+)"`).exec(body)?.[1] ?? ''
}

/** A typical bug of an identity service each; a new instance for every proxy. */
export const PLANTED_IDENTITY_BUGS: Readonly<Record<string, () => Bug>> = {
  'acknowledges before it writes': () => {
    const visibleAt = new Map<string, number>()
    return async (request, forward) => {
      const isHidden = (visibleAt.get(getToken(request)) ?? 0) > performance.now()
      if (request.method === 'GET' && isHidden)
        return forward({ ...request, headers: { ...request.headers, authorization: 'Bearer unknown' } })
      const answer = await forward(request)
      if (isRegistration(request) && answer.status === 201)
        visibleAt.set(
          `Bearer ${readField(answer.body, 'access_token')}`,
          performance.now() + VISIBLE_AFTER_MS,
        )
      return answer
    }
  },
  'keeps a session after its sign-out': () => async (request, forward) =>
    request.path === '/v1/sessions/revoke' ? NO_CONTENT : forward(request),
  'accepts a refresh token twice': () => {
    const answers = new Map<string, Answer>()
    return async (request, forward) => {
      const used = isRefresh(request) ? answers.get(request.body) : undefined
      const answer = used ?? (await forward(request))
      if (isRefresh(request) && answer.status === 200) answers.set(request.body, answer)
      return answer
    }
  },
  'leaks another family': () => {
    const members = new Map<string, string>()
    return async (request, forward) => {
      const family = /^\/v1\/families\/([^/]+)$/.exec(request.path)?.[1]
      const isReading = request.method === 'GET' && family !== undefined
      const member = isReading ? members.get(family) : undefined
      const answer = await forward(
        member === undefined
          ? request
          : { ...request, headers: { ...request.headers, authorization: member } },
      )
      if (isRegistration(request) && answer.status === 201)
        members.set(readField(answer.body, 'family_id'), `Bearer ${readField(answer.body, 'access_token')}`)
      return answer
    }
  },
  'lists a member who has left': () => {
    const left = new Map<string, string>()
    return async (request, forward) => {
      const answer = await forward(request)
      if (!isMemberList(request) || answer.status !== 200) return answer
      const known = left.get(request.path)
      if (known === undefined || known.length < answer.body.length) left.set(request.path, answer.body)
      return { ...answer, body: left.get(request.path) ?? answer.body }
    }
  },
}
