import type { ErrorDocument } from '../../server/studio-document.js'

const TOKEN = 'homemanager-token'

/** What the server has refused, or why it did not respond. */
export class RequestError extends Error {
  readonly status: number
  readonly code: string
  readonly detail: string | undefined
  readonly suggestion: string | undefined
  /** The same request may succeed later. */
  readonly temporary: boolean

  constructor(status: number, { error }: ErrorDocument) {
    super(error.message)
    this.status = status
    this.code = error.code
    this.detail = error.detail
    this.suggestion = error.suggestion
    this.temporary = error.temporary === true
  }
}

/** Moves the token from the address, where it would be seen and shared, to the storage of this origin. */
export function takeToken(): void {
  const url = new URL(location.href)
  const token = url.searchParams.get('token')
  if (token === null) return
  localStorage.setItem(TOKEN, token)
  url.searchParams.delete('token')
  history.replaceState(null, '', `${url.pathname}${url.search}`)
}

export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  headers.set('authorization', `Bearer ${localStorage.getItem(TOKEN) ?? ''}`)
  const response = await fetch(path, { ...init, headers }).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    throw new RequestError(0, STUDIO_ENDED)
  })
  if (response.ok) return response
  throw new RequestError(response.status, await readError(response))
}

export async function get<Document>(
  path: string,
  parameters: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<Document> {
  const query = new URLSearchParams(parameters).toString()
  const response = await send(`${path}?${query}`, signal === undefined ? {} : { signal })
  return (await response.json()) as Document
}

export async function post<Document>(path: string, body: object): Promise<Document> {
  const response = await send(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return (await response.json()) as Document
}

const STUDIO_ENDED: ErrorDocument = {
  error: {
    code: 'STUDIO_ENDED',
    message: 'Studio has ended.',
    suggestion: 'Run homemanager studio again, and open the URL that it prints.',
    temporary: true,
  },
}

async function readError(response: Response): Promise<ErrorDocument> {
  try {
    return (await response.json()) as ErrorDocument
  } catch {
    return { error: { code: 'INTERNAL_ERROR', message: `Studio answered with status ${response.status}.` } }
  }
}
