import type { DeleteItemInput, PutItemInput } from '@aws-sdk/client-dynamodb'
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { DynamodbStore } from './dynamodb-store.js'
import { isLocalEndpoint, openUnsignedClient } from './unsigned-client.js'

/** Writing of single items of one table, each under its condition. */
export interface ItemWriter extends AsyncDisposable {
  put(input: Omit<PutItemInput, 'TableName'>): Promise<void>
  delete(input: Omit<DeleteItemInput, 'TableName'>): Promise<void>
}

/** Whether a failure says that the condition of a write did not hold. */
export function isConditionFailed(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException'
}

/** Opens a writer: the SDK costs many times what such a write does, and an engine on this machine needs nothing of it. */
export function openItemWriter(store: DynamodbStore, TableName: string): ItemWriter {
  if (!isLocalEndpoint(store.endpoint)) return openSdkItemWriter(store, TableName)
  const requests = openUnsignedClient(store.endpoint)
  return {
    async put(input) {
      await requests.send('PutItem', { ...input, TableName })
    },
    async delete(input) {
      await requests.send('DeleteItem', { ...input, TableName })
    },
    async [Symbol.asyncDispose]() {
      requests[Symbol.dispose]()
    },
  }
}

function openSdkItemWriter({ client }: DynamodbStore, TableName: string): ItemWriter {
  return {
    async put(input) {
      await client.send(new PutItemCommand({ ...input, TableName }))
    },
    async delete(input) {
      await client.send(new DeleteItemCommand({ ...input, TableName }))
    },
    async [Symbol.asyncDispose]() {},
  }
}
