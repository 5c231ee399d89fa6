import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Project } from '../../project/project.js'

export interface StudioApiOptions {
  readonly project: Project
  readonly write: boolean
  /** The name of the program with the flags that select the project. */
  readonly program: string
}

/** A request to `/api/…`, with the signal that is aborted when the browser does not wait any more. */
export interface ApiRequest {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly url: URL
  readonly signal: AbortSignal
}
