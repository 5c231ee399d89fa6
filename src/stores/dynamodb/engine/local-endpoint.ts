import type { ResolvedConfig } from '../../../config/resolved-config.js'
import type { DynamodbEndpoint } from '../../../core/endpoints.js'

/** The endpoint of a DynamoDB engine on this machine. */
export function toLocalEndpoint({ dynamodb }: ResolvedConfig, port: number): DynamodbEndpoint {
  const { region, table, accessKeyId, secretAccessKey } = dynamodb
  return { endpoint: `http://127.0.0.1:${port}`, region, table, accessKeyId, secretAccessKey }
}
