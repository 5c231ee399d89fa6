import type { DeleteItemInput, PutItemInput } from '@aws-sdk/client-dynamodb'
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { DynamodbStore } from './dynamodb-store.js'
import { isLocalEndpoint, openUnsignedClient } from './unsigned-client.js'

/** Writes single items of one table conditionally. */
export interface ItemWriter extends AsyncDisposable {
  put(input: Omit<PutItemInput, 'TableName'>): Promise<void>
  delete(input: Omit<DeleteItemInput, 'TableName'>): Promise<void>
}

/** Whether an error means that the condition of a write was not met. */
export function isConditionFailed(error: unknown): boolean {
  return error instanceof Error && error.name === 'ConditionalCheckFailedException'
}

/**
 * Opens a writer. For a local engine it does not use the SDK, whose overhead is many times the cost of such a write.
 */
export function openItemWriter(store: DynamodbStore, TableName: string): ItemWriter {
  if (!isLocalEndpoint(store.endpoint)) return openSdkItemWriter(store, TableName)
  const client = openUnsignedClient(store.endpoint)
  return {
    async put(input) {
      await client.send('PutItem', { ...input, TableName })
    },
    async delete(input) {
      await client.send('DeleteItem', { ...input, TableName })
    },
    async [Symbol.asyncDispose]() {
      client[Symbol.dispose]()
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
