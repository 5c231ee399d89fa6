import { endSentence } from '../../../core/end-sentence.js'

export interface DynamodbErrorDescription {
  /** In plain words, without a full stop. */
  readonly reason: string
  /** The name and the text of the error, which differ between DynamoDB and the engines that emulate it. */
  readonly detail: string
  readonly isSyntaxError: boolean
}

const REASONS: Readonly<Record<string, string>> = {
  AccessDeniedException: 'access is denied',
  ConditionalCheckFailedException: 'the condition of the request is not met',
  DuplicateItemException: 'an item with the same key exists already',
  ItemCollectionSizeLimitExceededException: 'the items with the same partition key are too large',
  LimitExceededException: 'a limit of the account or of the table is exceeded',
  ProvisionedThroughputExceededException: 'the capacity of the table is exceeded',
  ResourceInUseException: 'the table is being changed or exists already',
  ResourceNotFoundException: 'a table or an index does not exist',
  SerializationException: 'the request is not valid',
  ThrottlingException: 'too many requests',
  TransactionCanceledException: 'the transaction was cancelled',
  TransactionConflictException: 'another transaction is changing the same item',
  ValidationException: 'the request is not valid',
}

/** Describes an error that DynamoDB returned. */
export function describeDynamodbError({ name, message }: Error): DynamodbErrorDescription {
  // DynamoDB has no error of its own for a statement that it cannot parse.
  const isSyntaxError =
    name === 'ValidationException' && /well formed|syntax|unexpected token|parse/i.test(message)
  return {
    isSyntaxError,
    reason: isSyntaxError ? 'the statement has a syntax error' : (REASONS[name] ?? 'the request failed'),
    detail: message === '' ? name : `${name}: ${endSentence(message)}`,
  }
}
