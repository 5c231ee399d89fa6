import { defaultProvider } from '@aws-sdk/credential-provider-node'
import type { DynamodbEndpoint } from '../../../core/store-types.js'

export type AwsKeys = Awaited<ReturnType<ReturnType<typeof defaultProvider>>>

/** The credentials of a client. They are loaded on first use and again before they expire. */
export interface AwsCredentials {
  /** `memoized`: the SDK must not cache the result, which it would do for as long as it has not expired. */
  readonly get: (() => Promise<AwsKeys>) & { readonly memoized: true }
  /** Forgets the current ones, which the server has rejected. */
  forget(): void
}

/** Of those that expire, the last part of their life is not used: a request takes time, and clocks differ. */
const UNUSED_LIFE = 0.25
const MAX_UNUSED_MS = 300_000

/** The credentials of an endpoint: its access key, or those of the default provider chain of the SDK. */
export function createCredentials(endpoint: DynamodbEndpoint): AwsCredentials {
  if ('credentials' in endpoint)
    return cacheCredentials(async () =>
      loadKeys(endpoint).catch(async (error: unknown) => {
        const { toCredentialsError } = await import('../../to-credentials-error.js')
        throw toCredentialsError(error)
      }),
    )
  const { accessKeyId, secretAccessKey } = endpoint
  return cacheCredentials(() => Promise.resolve({ accessKeyId, secretAccessKey }))
}

function cacheCredentials(load: () => Promise<AwsKeys>): AwsCredentials {
  let current: { readonly keys: AwsKeys; readonly usableUntil: number } | undefined
  let loading: Promise<AwsKeys> | undefined
  const renew = async (): Promise<AwsKeys> => {
    try {
      const keys = await load()
      current = { keys, usableUntil: getUsableUntil(keys) }
      return keys
    } catch (error) {
      // The source may be back before these expire.
      if (current !== undefined && (current.keys.expiration?.getTime() ?? 0) > Date.now()) return current.keys
      throw error
    } finally {
      loading = undefined
    }
  }
  const get = async (): Promise<AwsKeys> => {
    if (current !== undefined && Date.now() < current.usableUntil) return current.keys
    return (loading ??= renew())
  }
  return {
    get: Object.assign(get, { memoized: true } as const),
    forget() {
      current = undefined
    },
  }
}

function getUsableUntil({ expiration }: AwsKeys): number {
  if (expiration === undefined) return Number.POSITIVE_INFINITY
  const life = expiration.getTime() - Date.now()
  return expiration.getTime() - Math.min(MAX_UNUSED_MS, life * UNUSED_LIFE)
}

/** Asks a new chain each time: one that has found credentials keeps them, and the files it has read. */
async function loadKeys({
  profile,
  roleArn,
  region,
}: {
  readonly profile?: string
  readonly roleArn?: string
  readonly region: string
}): Promise<AwsKeys> {
  const keys = await defaultProvider({
    ...(profile === undefined ? {} : { profile }),
    ignoreCache: true,
    clientConfig: { region },
    logger: SILENT,
  })()
  if (roleArn === undefined) return keys
  const { getDefaultRoleAssumer } = await import('@aws-sdk/nested-clients/sts')
  const assume = getDefaultRoleAssumer({ region })
  return assume(keys, { RoleArn: roleArn, RoleSessionName: `homemanager-${process.pid}` })
}

/** Without a logger, the chain warns on stderr about settings that are no concern of ours. */
const SILENT = { trace() {}, debug() {}, info() {}, warn() {}, error() {} }
