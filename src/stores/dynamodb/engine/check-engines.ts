import type { Finding } from '../../../core/finding.js'
import { findInstalledPackage } from '../../../providers/embedded/find-installed-package.js'
import { getJavaVersion, MIN_JAVA_VERSION } from './java-version.js'

/** Checks dynoxide, and Java, which the engine requires on platforms without a dynoxide binary. */
export async function checkEngines(): Promise<readonly Finding[]> {
  const platform = `${process.platform}-${process.arch}`
  const dynoxide = findInstalledPackage(`@dynoxide/${platform}`)
  const message =
    dynoxide === undefined
      ? `dynoxide is not available for ${platform}; DynamoDB Local on Java is used instead`
      : `dynoxide ${dynoxide.version}`
  return [{ check: 'dynamodb engine', status: 'ok', message }, await checkJava(dynoxide !== undefined)]
}

async function checkJava(optional: boolean): Promise<Finding> {
  const version = await getJavaVersion()
  const sufficient = version !== undefined && version >= MIN_JAVA_VERSION
  if (sufficient) return { check: 'java', status: 'ok', message: `Java ${version}` }
  const problem =
    version === undefined ? 'Java is not installed' : `Java ${version} is older than ${MIN_JAVA_VERSION}`
  if (optional) return { check: 'java', status: 'ok', message: `${problem}; it is not required` }
  return {
    check: 'java',
    status: 'warning',
    message: `${problem}, and DynamoDB has no other embedded engine on this platform.`,
    fix: `Install Java ${MIN_JAVA_VERSION} or later, or use homemanager up --provider docker.`,
  }
}
