import type {
  AttributeValue,
  QueryCommandInput,
  ScanCommandInput,
  TableDescription,
  TimeToLiveDescription,
} from '@aws-sdk/client-dynamodb'

export type Item = Record<string, AttributeValue>

/** A page of items as DynamoDB answers it. */
export interface ItemReaderPage {
  readonly Items?: readonly Item[] | undefined
  readonly LastEvaluatedKey?: Item | undefined
}

/** Reading of one table, without more of a client than that. */
export interface ItemReader extends AsyncDisposable {
  readonly table: string
  query(input: Omit<QueryCommandInput, 'TableName'>): Promise<ItemReaderPage>
  scan(input: Omit<ScanCommandInput, 'TableName'>): Promise<ItemReaderPage>
  /** One item, as it is now. */
  get(key: Item): Promise<Item | undefined>
  /** The table itself, or nothing where it is missing. */
  describe(): Promise<TableDescription | undefined>
  /** Whether and by what items expire; nothing where the table is missing. */
  describeTimeToLive(): Promise<TimeToLiveDescription | undefined>
}
