import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { isJsonList, JsonNumber, type JsonValue } from '../../../core/json.js'

/** Converts a JSON value. A number keeps its digits; DynamoDB returns an error if it has more than 38. */
export function toAttributeValue(value: JsonValue): AttributeValue {
  if (value === null) return { NULL: true }
  if (typeof value === 'boolean') return { BOOL: value }
  if (typeof value === 'string') return { S: value }
  if (value instanceof JsonNumber) return { N: value.text }
  if (isJsonList(value)) return { L: value.map(toAttributeValue) }
  return {
    M: Object.fromEntries(Object.entries(value).map(([name, each]) => [name, toAttributeValue(each)])),
  }
}
