import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb'
import type { StaticDynamodbEndpoint } from '../../../core/store-types.js'

/** The part of the `Authorization` header that local engines check. They do not verify signatures. */
export function toLocalAuthorization({ accessKeyId, region }: StaticDynamodbEndpoint): string {
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=0`
}

export const LOCAL_DATE = '20260101T000000Z'

/** Sends the access key without computing a signature, which takes a tenth of the time of a request. */
export function createLocalSigner(
  endpoint: StaticDynamodbEndpoint,
): NonNullable<DynamoDBClientConfig['signer']> {
  const authorization = toLocalAuthorization(endpoint)
  return {
    sign: async (request) =>
      Object.assign(request, {
        headers: { ...request.headers, 'x-amz-date': LOCAL_DATE, authorization },
      }),
  }
}
