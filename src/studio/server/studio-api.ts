import { HomeError } from '../../core/home-error.js'
import { getPackageVersion } from '../../core/package-version.js'
import type { ApiRequest, StudioApiOptions } from './api-request.js'
import { EditOperations } from './edit-operations.js'
import { OpenPages } from './open-pages.js'
import { sendJson } from './send-json.js'
import { InspectorConnection } from '../../project/inspector/inspector-connection.js'
import type { SessionDocument } from './studio-document.js'
import { STUDIO_ERRORS } from './studio-errors.js'

type Operation = (request: ApiRequest) => Promise<void>

/** What the browser asks for. Everything is read from the project when it is asked for. */
export class StudioApi implements AsyncDisposable {
  readonly #options: StudioApiOptions
  readonly #connection: InspectorConnection
  readonly #pages = new OpenPages()
  readonly #edits: EditOperations
  readonly #operations: Readonly<Record<string, Operation>> = {
    'GET /api/session': async ({ response }) => sendJson(response, 200, await this.#session()),
    'GET /api/page': async (request) => this.#openPage(request),
    'GET /api/more': async ({ response, url }) =>
      sendJson(response, 200, await this.#pages.readMore(url.searchParams.get('cursor') ?? '')),
    'GET /api/follow': async (request) => this.#follow(request),
    'POST /api/close': async ({ response, url }) => {
      this.#pages.close(url.searchParams.get('key') ?? '')
      response.writeHead(204).end()
    },
    'GET /api/edit': async (request) => this.#edits.open(request),
    'POST /api/edit/preview': async (request) => this.#edits.preview(request),
    'POST /api/edit': async (request) => this.#edits.save(request),
    'POST /api/undo': async (request) => this.#edits.undo(request),
  }

  constructor(options: StudioApiOptions) {
    this.#options = options
    this.#connection = new InspectorConnection(options.project)
    this.#edits = new EditOperations(options, async () => this.#connection.sources())
  }

  async handle(request: ApiRequest): Promise<void> {
    const { method = 'GET' } = request.request
    const operation = this.#operations[`${method} ${request.url.pathname}`]
    if (operation === undefined)
      throw new HomeError(STUDIO_ERRORS.STUDIO_NOT_FOUND, {
        message: `Studio has no operation ${method} ${request.url.pathname}.`,
      })
    await operation(request)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#pages[Symbol.dispose]()
    await this.#connection[Symbol.asyncDispose]()
  }

  async #session(): Promise<SessionDocument> {
    const { listStatementNames } = await import('../../query/across/statement-names.js')
    const { SCREEN_TITLES } = await import('../../project/inspector/inspector.js')
    const { listEditableEntities } = await import('../../project/edits/edited-entities.js')
    const { project, write, program } = this.#options
    const { entities } = await project.extensions()
    return {
      project: project.config.project,
      version: getPackageVersion(),
      write,
      editable: write ? listEditableEntities(entities) : [],
      program,
      screens: SCREEN_TITLES,
      names: listStatementNames(entities),
      entities: entities.all.map(({ name, plural, place }) => ({ name, plural, store: place.store })),
    }
  }

  async #openPage({ response, url, signal }: ApiRequest): Promise<void> {
    const inspector = await this.#connection.inspector()
    const address = url.searchParams.get('address') ?? '/overview'
    sendJson(response, 200, await this.#pages.open(inspector, address, signal))
  }

  /** One row per line, for as long as the browser listens. */
  async #follow({ response, url, signal }: ApiRequest): Promise<void> {
    response.writeHead(200, { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store' })
    response.flushHeaders()
    const pane = Number(url.searchParams.get('pane') ?? '0')
    await this.#pages.follow(url.searchParams.get('key') ?? '', pane, signal, (row) => {
      response.write(`${JSON.stringify(row)}\n`)
    })
    response.end()
  }
}
