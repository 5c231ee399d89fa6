import { type ServiceClient, createServiceClient } from '../../http/client/service-client.js'
import type { ServiceClientOptions } from '../../http/client/call-input.js'
import * as operations from './todo-operations.js'

export type TodoClient = ServiceClient<typeof operations>

/** Creates a typed client of a todo service; `baseUrl` is for example `http://127.0.0.1:4000/todo`. */
export function createTodoClient(baseUrl: string, options: ServiceClientOptions = {}): TodoClient {
  return createServiceClient(operations, baseUrl, options, 'createTodoClient')
}
