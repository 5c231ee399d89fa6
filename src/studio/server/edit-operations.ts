import type { IncomingMessage } from 'node:http'
import { HomeError } from '../../core/home-error.js'
import { isRecord } from '../../core/is-record.js'
import { parseJsonRecord } from '../../core/parse-json-record.js'
import type { RecordSources } from '../../inspect/records/record-view.js'
import type { Edit } from '../../project/edits/edit.js'
import type { RecordEdits } from '../../project/edits/record-edits.js'
import type { ApiRequest, StudioApiOptions } from './api-request.js'
import { sendJson } from './send-json.js'
import { STUDIO_ERRORS } from './studio-errors.js'

const MAX_BODY_BYTES = 1024 * 1024

/** What the browser asks for to edit a record. Without `write`, all of it is refused with `STUDIO_READ_ONLY`. */
export class EditOperations {
  readonly #options: Pick<StudioApiOptions, 'project' | 'write'>
  readonly #sources: () => Promise<RecordSources>
  #edits: Promise<RecordEdits> | undefined

  constructor(options: Pick<StudioApiOptions, 'project' | 'write'>, sources: () => Promise<RecordSources>) {
    this.#options = options
    this.#sources = sources
  }

  async open({ response, url }: ApiRequest): Promise<void> {
    const edits = await this.#get()
    const { kind = '', id = '' } = Object.fromEntries(url.searchParams)
    sendJson(response, 200, await edits.open(kind, id))
  }

  async preview({ request, response }: ApiRequest): Promise<void> {
    const edits = await this.#get()
    sendJson(response, 200, await edits.preview(await readEdit(request)))
  }

  async save({ request, response }: ApiRequest): Promise<void> {
    const edits = await this.#get()
    sendJson(response, 200, await edits.save(await readEdit(request)))
  }

  async undo({ request, response }: ApiRequest): Promise<void> {
    const edits = await this.#get()
    const { kind, id } = await readBody(request)
    sendJson(response, 200, await edits.undo(String(kind), String(id)))
  }

  async #get(): Promise<RecordEdits> {
    const { project, write } = this.#options
    if (!write)
      throw new HomeError(STUDIO_ERRORS.STUDIO_READ_ONLY, {
        message: 'Studio is read-only.',
        suggestion: 'Run homemanager studio --write to change records.',
      })
    this.#edits ??= project.edits('studio', this.#sources)
    return this.#edits
  }
}

async function readEdit(request: IncomingMessage): Promise<Edit> {
  const { kind, id, version, revision, change, seen } = await readBody(request)
  const read = {
    ...(typeof version === 'number' ? { version } : {}),
    ...(typeof revision === 'string' ? { revision } : {}),
  }
  const isRead = Object.keys(read).length > 0
  if (typeof kind !== 'string' || typeof id !== 'string' || !isRead || !isRecord(change))
    throw badRequestError('It must have kind, id, version or revision, and change.')
  return { kind, id, change, ...read, ...(isRecord(seen) ? { seen } : {}) }
}

async function readBody(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  // A form of another site cannot send this type.
  if (request.headers['content-type']?.startsWith('application/json') !== true)
    throw badRequestError('Its type must be application/json.')
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw badRequestError('It is too large.')
    chunks.push(chunk)
  }
  const body = parseJsonRecord(Buffer.concat(chunks).toString())
  if (body === undefined) throw badRequestError('It is not a JSON object.')
  return body
}

function badRequestError(detail: string): HomeError {
  return new HomeError(STUDIO_ERRORS.STUDIO_BAD_REQUEST, {
    message: `The body of the request is not valid. ${detail}`,
  })
}
