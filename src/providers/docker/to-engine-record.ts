import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { StoreName } from '../../core/store-name.js'
import { buildLocalMongoUrl } from '../local-mongo-url.js'
import type { EngineRecord } from '../provider.js'
import {
  getContainerEnvironment,
  type InspectedContainer,
  getPublishedPort,
} from './container/container-api.js'

/** User, password and database are read from the container, because Compose may have started it with different ones. */
export function toEngineRecord(
  store: StoreName,
  config: ResolvedConfig,
  container: InspectedContainer,
): EngineRecord {
  const port = getPublishedPort(container) ?? 0
  const running = { port, containerId: container.Id, engine: container.Config.Image }
  if (store === 'postgres')
    return { store, endpoint: { url: buildPostgresUrl(config, container, port) }, ...running }
  if (store === 'mongo') {
    return { store, endpoint: { url: buildLocalMongoUrl(config.mongo.database, port) }, ...running }
  }
  const { region, table, accessKeyId, secretAccessKey } = config.dynamodb
  const endpoint = { endpoint: `http://127.0.0.1:${port}`, region, table, accessKeyId, secretAccessKey }
  return { store, endpoint, ...running }
}

function buildPostgresUrl({ postgres }: ResolvedConfig, container: InspectedContainer, port: number): string {
  const env = getContainerEnvironment(container)
  const url = new URL(`postgres://127.0.0.1:${port}/`)
  url.username = encodeURIComponent(env.get('POSTGRES_USER') ?? postgres.user)
  url.password = encodeURIComponent(env.get('POSTGRES_PASSWORD') ?? postgres.password)
  url.pathname = encodeURIComponent(env.get('POSTGRES_DB') ?? postgres.database)
  return url.href
}
