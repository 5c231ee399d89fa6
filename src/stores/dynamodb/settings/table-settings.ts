import {
  DescribeContinuousBackupsCommand,
  type DynamoDBClient,
  ListTagsOfResourceCommand,
  type StreamViewType,
  type TableDescription,
  TagResourceCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  type UpdateTableCommandInput,
} from '@aws-sdk/client-dynamodb'
import type { ResolvedConfig } from '../../../config/resolved-config.js'
import { isUnknownOperation } from './is-unknown-operation.js'

type Settings = ResolvedConfig['dynamodb']

/** The table whose settings are compared. */
export interface SettingsTable {
  readonly client: DynamoDBClient
  readonly table: string
  readonly description: TableDescription
  /** Until the last change has been made. */
  readonly waitUntilActive: () => Promise<unknown>
}

/** One setting of a table. Values are those of homemanager.yaml, as text. */
export interface TableSetting {
  readonly name: string
  /** The configured value; undefined if it is not configured. */
  configured(settings: Settings): string | undefined
  /** As the table has it; null if the server does not support it. */
  read(table: SettingsTable, settings: Settings): Promise<string | null> | string | null
  /** Changes it. The table is active, and the caller waits until it is active again. */
  write(table: SettingsTable, settings: Settings): Promise<unknown>
}

const ON = 'true'
const OFF = 'false'

/** In the order in which they are changed. AWS accepts one kind of change per request. */
export const TABLE_SETTINGS: readonly TableSetting[] = [
  {
    name: 'billingMode',
    configured: ({ billingMode, readCapacity, writeCapacity }) =>
      billingMode === 'PROVISIONED'
        ? formatProvisioned(readCapacity ?? DEFAULT_CAPACITY, writeCapacity ?? DEFAULT_CAPACITY)
        : billingMode,
    read({ description: { BillingModeSummary, ProvisionedThroughput } }) {
      const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = ProvisionedThroughput ?? {}
      if (BillingModeSummary?.BillingMode === 'PAY_PER_REQUEST') return 'PAY_PER_REQUEST'
      return formatProvisioned(ReadCapacityUnits, WriteCapacityUnits)
    },
    write: async (table, settings) => updateTable(table, toBilling(table.description, settings)),
  },
  {
    name: 'tableClass',
    configured: ({ tableClass }) => tableClass,
    read: ({ description }) => description.TableClassSummary?.TableClass ?? 'STANDARD',
    write: async (table, { tableClass }) => updateTable(table, { TableClass: tableClass }),
  },
  {
    name: 'deletionProtection',
    configured: ({ deletionProtection }) => toText(deletionProtection),
    read: ({ description }) => String(description.DeletionProtectionEnabled ?? false),
    write: async (table, { deletionProtection = false }) =>
      updateTable(table, { DeletionProtectionEnabled: deletionProtection }),
  },
  {
    name: 'stream',
    configured: ({ stream }) => stream,
    read({ description: { StreamSpecification: stream } }) {
      return stream?.StreamEnabled === true ? (stream.StreamViewType ?? '') : NO_STREAM
    },
    async write(table, { stream }) {
      const { StreamSpecification: current } = table.description
      // The view of a stream cannot be changed.
      if (current?.StreamEnabled === true) {
        await updateTable(table, { StreamSpecification: { StreamEnabled: false } })
        await table.waitUntilActive()
      }
      if (stream === NO_STREAM) return
      const specification = { StreamEnabled: true, StreamViewType: stream as StreamViewType }
      await updateTable(table, { StreamSpecification: specification })
    },
  },
  {
    name: 'encryption',
    configured: ({ encryption }) => encryption,
    read({ description: { SSEDescription: sse } }, { encryption }) {
      if (sse?.Status !== 'ENABLED' && sse?.Status !== 'UPDATING') return 'aws-owned'
      // The key that AWS manages has an ARN like any other.
      return encryption === 'aws-managed' ? encryption : (sse.KMSMasterKeyArn ?? 'aws-managed')
    },
    async write(table, { encryption }) {
      if (encryption === 'aws-owned') return updateTable(table, { SSESpecification: { Enabled: false } })
      const key = encryption === 'aws-managed' ? {} : { KMSMasterKeyId: encryption }
      return updateTable(table, { SSESpecification: { Enabled: true, SSEType: 'KMS', ...key } })
    },
  },
  {
    name: 'pointInTimeRecovery',
    configured: ({ pointInTimeRecovery }) => toText(pointInTimeRecovery),
    async read({ client, table }) {
      try {
        const { ContinuousBackupsDescription: backups } = await client.send(
          new DescribeContinuousBackupsCommand({ TableName: table }),
        )
        const { PointInTimeRecoveryStatus: status } = backups?.PointInTimeRecoveryDescription ?? {}
        return status === 'ENABLED' ? ON : OFF
      } catch (error) {
        if (isUnknownOperation(error)) return null
        throw error
      }
    },
    write: async ({ client, table }, { pointInTimeRecovery = false }) =>
      client.send(
        new UpdateContinuousBackupsCommand({
          TableName: table,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: pointInTimeRecovery },
        }),
      ),
  },
  {
    name: 'tags',
    configured: ({ tags }) => (tags === undefined ? undefined : formatTags(toTags(tags))),
    async read(table, { tags = {} }) {
      const { client, description } = table
      const { Tags = [] } = await client.send(
        new ListTagsOfResourceCommand({ ResourceArn: description.TableArn ?? '' }),
      )
      // Tags that are not configured, such as those of cost allocation, stay as they are.
      const configured = new Set(Object.keys(tags))
      return formatTags(Tags.filter(({ Key = '' }) => configured.has(Key)))
    },
    write: async ({ client, description }, { tags = {} }) =>
      client.send(new TagResourceCommand({ ResourceArn: description.TableArn ?? '', Tags: toTags(tags) })),
  },
]

const NO_STREAM = 'off'
/** What the console of AWS proposes. */
const DEFAULT_CAPACITY = 5

async function updateTable(
  { client, table }: SettingsTable,
  change: Omit<UpdateTableCommandInput, 'TableName'>,
): Promise<unknown> {
  return client.send(new UpdateTableCommand({ TableName: table, ...change }))
}

/** The indexes of a table have capacities of their own. */
function toBilling(
  { GlobalSecondaryIndexes = [] }: TableDescription,
  { billingMode, readCapacity = DEFAULT_CAPACITY, writeCapacity = DEFAULT_CAPACITY }: Settings,
): Omit<UpdateTableCommandInput, 'TableName'> {
  if (billingMode !== 'PROVISIONED') return { BillingMode: 'PAY_PER_REQUEST' }
  const throughput = { ReadCapacityUnits: readCapacity, WriteCapacityUnits: writeCapacity }
  return {
    BillingMode: 'PROVISIONED',
    ProvisionedThroughput: throughput,
    ...(GlobalSecondaryIndexes.length === 0
      ? {}
      : {
          GlobalSecondaryIndexUpdates: GlobalSecondaryIndexes.map(({ IndexName }) => ({
            Update: { IndexName, ProvisionedThroughput: throughput },
          })),
        }),
  }
}

function formatProvisioned(read: number, write: number): string {
  return `PROVISIONED, ${read} read and ${write} write units`
}

function toText(value: boolean | undefined): string | undefined {
  return value === undefined ? undefined : String(value)
}

function toTags(tags: Readonly<Record<string, unknown>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, value]) => ({ Key, Value: String(value) }))
}

function formatTags(
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[],
): string {
  const texts = tags.map(({ Key = '', Value = '' }) => `${Key}=${Value}`).sort()
  return texts.length === 0 ? 'none' : texts.join(', ')
}
