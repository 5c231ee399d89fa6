type Environment = Readonly<Record<string, string | undefined>>

/** What any program needs to start. */
const ESSENTIAL = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'JAVA_HOME',
  'XDG_CACHE_HOME',
  'XDG_RUNTIME_DIR',
  'SYSTEMROOT',
])
/**
 * What configures homemanager itself, its telemetry, and the certificate authorities that it trusts; not what marks the
 * commands of custom services, which `down` ends.
 */
const OWN = /^(?:HOMEMANAGER_(?!SERVICE_HOME$)|OTEL_|NODE_EXTRA_CA_CERTS$|SSL_CERT_(?:FILE|DIR)$)/
const AWS = /^AWS_/
const TELEMETRY = /^OTEL_/

/**
 * The environment of an engine. Settings of the user's shell do not reach it: PG*, AWS_*, NODE_OPTIONS, LD_*, JAVA_*
 * options, TMPDIR, proxies and locales would change how it behaves, or keep it from starting.
 */
export function getEngineEnvironment(
  environment: Environment = process.env,
): Readonly<Record<string, string>> {
  return select(environment, (name) => ESSENTIAL.has(name.toUpperCase()))
}

/**
 * The environment of homemanager's own background processes: that of an engine, with the variables that configure
 * homemanager. AWS_* is included, since an external DynamoDB may need the credentials; clients of local engines ignore it.
 */
export function getOwnProcessEnvironment(
  environment: Environment = process.env,
): Readonly<Record<string, string>> {
  return select(environment, (name) => ESSENTIAL.has(name.toUpperCase()) || OWN.test(name) || AWS.test(name))
}

/**
 * The environment of a custom service, besides the addresses of the stack: that of an engine, with the settings of
 * OpenTelemetry, so that its traces go where those of the stack go.
 */
export function getCommandEnvironment(
  environment: Environment = process.env,
): Readonly<Record<string, string>> {
  return select(environment, (name) => ESSENTIAL.has(name.toUpperCase()) || TELEMETRY.test(name))
}

function select(
  environment: Environment,
  includes: (name: string) => boolean,
): Readonly<Record<string, string>> {
  const entries = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && includes(entry[0]),
  )
  return Object.fromEntries(entries)
}
