import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findHomeDirectory } from '../../../core/home-directory.js'

/** The region of endpoints other than AWS, which ignore it. */
export const DEFAULT_REGION = 'us-east-1'

/**
 * The region for AWS: of the settings, of the environment, or of the profile in the shared files. Undefined if none is
 * set. The SDK looks in the same places, but only asynchronously, and without AWS_DEFAULT_REGION, which the AWS CLI has.
 */
export function findAwsRegion({
  region,
  profile,
}: {
  readonly region?: string
  readonly profile?: string
}): string | undefined {
  const { AWS_REGION, AWS_DEFAULT_REGION, AWS_PROFILE } = process.env
  return (
    region ||
    AWS_REGION ||
    AWS_DEFAULT_REGION ||
    readProfileRegion(profile ?? (AWS_PROFILE || 'default')) ||
    undefined
  )
}

function readProfileRegion(profile: string): string | undefined {
  const { AWS_CONFIG_FILE, AWS_SHARED_CREDENTIALS_FILE } = process.env
  const directory = join(findHomeDirectory() ?? '/nonexistent', '.aws')
  return (
    readSection(AWS_CONFIG_FILE || join(directory, 'config'), `profile ${profile}`, profile) ??
    readSection(AWS_SHARED_CREDENTIALS_FILE || join(directory, 'credentials'), profile)
  )
}

/** The `region` of the first section with one of these names. */
function readSection(file: string, ...names: readonly string[]): string | undefined {
  let text
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
  let inSection = false
  for (const line of text.split(/\r?\n/)) {
    const header = /^\s*\[\s*([^\]]+?)\s*\]/.exec(line)?.[1]?.replaceAll(/["']/g, '').replaceAll(/\s+/g, ' ')
    if (header !== undefined) inSection = names.includes(header)
    const region = inSection ? /^region\s*=\s*(\S+)/.exec(line)?.[1] : undefined
    if (region !== undefined) return region
  }
  return undefined
}
