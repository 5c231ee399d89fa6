import type { Signer } from '@aws-sdk/rds-signer'
import { debug } from '../../../core/debug.js'
import { getRdsRegion } from './rds-region.js'

/** What a token is valid for: one user of one server. */
export interface IamLogin {
  readonly host: string
  readonly port: number
  readonly user: string
  /** Default: that of the host name, AWS_REGION or AWS_DEFAULT_REGION. */
  readonly region?: string | undefined
  /** A profile of the shared AWS files. */
  readonly profile?: string | undefined
}

const signers = new Map<string, Promise<Signer>>()

/**
 * A password for IAM database authentication of Amazon RDS. A token is valid for 15 minutes and is needed only to connect, so each new
 * connection gets its own. The credentials are those of the default provider chain of the AWS SDK.
 */
export async function createIamToken(login: IamLogin): Promise<string> {
  const key = JSON.stringify(login)
  let signer = signers.get(key)
  if (signer === undefined) {
    signer = createSigner(login)
    signers.set(key, signer)
    signer.catch(() => signers.delete(key))
  }
  debug(() => `A token of IAM for ${login.user} at ${login.host}.`)
  return (await signer).getAuthToken().catch(async (error: unknown) => {
    const { toCredentialsError } = await import('../../to-credentials-error.js')
    throw toCredentialsError(error)
  })
}

async function createSigner({ host, port, user, region, profile }: IamLogin): Promise<Signer> {
  const [{ Signer: RdsSigner }, { defaultProvider }] = await Promise.all([
    import('@aws-sdk/rds-signer'),
    import('@aws-sdk/credential-provider-node'),
  ])
  return new RdsSigner({
    hostname: host,
    port,
    username: user,
    region: region ?? findRegion(host),
    credentials: defaultProvider(profile === undefined ? {} : { profile }),
  })
}

function findRegion(host: string): string {
  const region = getRdsRegion(host) ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION']
  if (region !== undefined && region !== '') return region
  throw new TypeError(`auth=iam needs the region of ${host}: set AWS_REGION, or add region= to the URL`)
}
