import { type DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb'
import type { ExportedTable } from './export-files.js'

/** Enables time to live for a new table if it was enabled when the table was exported. */
export async function restoreTimeToLive(
  client: DynamoDBClient,
  table: string,
  { timeToLive: { TimeToLiveStatus: status, AttributeName } }: Pick<ExportedTable, 'timeToLive'>,
): Promise<void> {
  if (AttributeName === undefined || (status !== 'ENABLED' && status !== 'ENABLING')) return
  await client.send(
    new UpdateTimeToLiveCommand({
      TableName: table,
      TimeToLiveSpecification: { Enabled: true, AttributeName },
    }),
  )
}
