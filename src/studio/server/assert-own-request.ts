import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { HomeError } from '../../core/home-error.js'
import { findForbiddenAccess, LOOPBACK_ACCESS } from '../../services/http/requests/allowed-access.js'
import { STUDIO_ERRORS } from './studio-errors.js'

/** Refuses what a page of another site sends, by its origin or under another host name. Throws `STUDIO_ORIGIN`. */
export function assertOwnOrigin(request: IncomingMessage): void {
  const { headers } = request
  const isOtherHost = findForbiddenAccess(request, LOOPBACK_ACCESS) !== undefined
  // Reading is refused as well: nothing in Studio is for other pages.
  const isOtherOrigin = headers.origin !== undefined && headers.origin !== `http://${headers.host ?? ''}`
  const isOtherSite = headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-mode'] !== 'navigate'
  if (isOtherHost || isOtherOrigin || isOtherSite)
    throw new HomeError(STUDIO_ERRORS.STUDIO_ORIGIN, {
      message: isOtherHost
        ? 'Studio does not respond under this host name.'
        : 'Studio does not respond to pages of other sites.',
      suggestion: 'Open the URL that homemanager studio has printed.',
    })
}

/** Throws `STUDIO_TOKEN_MISSING` unless the request has the token of this run. */
export function assertToken(request: IncomingMessage, url: URL, token: string): void {
  const [, bearer] = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '') ?? []
  const given = bearer ?? url.searchParams.get('token') ?? ''
  if (!timingSafeEqual(digest(given), digest(token)))
    throw new HomeError(STUDIO_ERRORS.STUDIO_TOKEN_MISSING, {
      message: 'The request does not have the token of this run of Studio.',
      suggestion: 'Open the URL that homemanager studio has printed.',
    })
}

/** Of equal length, as the comparison requires. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
