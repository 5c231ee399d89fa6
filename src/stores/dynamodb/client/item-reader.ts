import type {
  AttributeValue,
  QueryCommandInput,
  ScanCommandInput,
  TableDescription,
  TimeToLiveDescription,
} from '@aws-sdk/client-dynamodb'

/** An item in DynamoDB's JSON format. */
export type Item = Record<string, AttributeValue>

/** A page of items as DynamoDB returns it. */
export interface ItemReaderPage {
  readonly Items?: readonly Item[] | undefined
  readonly LastEvaluatedKey?: Item | undefined
  readonly ScannedCount?: number | undefined
  /** If the request asks for it. */
  readonly ConsumedCapacity?: { readonly CapacityUnits?: number | undefined } | undefined
}

/** A reader of one table; does not require the AWS SDK. */
export interface ItemReader extends AsyncDisposable {
  readonly table: string
  query(input: Omit<QueryCommandInput, 'TableName'>): Promise<ItemReaderPage>
  scan(input: Omit<ScanCommandInput, 'TableName'>): Promise<ItemReaderPage>
  /** Reads one item with strong consistency. */
  get(key: Item): Promise<Item | undefined>
  /** Describes the table; `undefined` if it does not exist. */
  describe(): Promise<TableDescription | undefined>
  /** Describes the time to live settings; `undefined` if the table does not exist. */
  describeTimeToLive(): Promise<TimeToLiveDescription | undefined>
}
