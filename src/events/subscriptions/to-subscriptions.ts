import type { SubscriptionSettings } from '../../config/service-kind.js'
import { getEventSecret } from './event-secret.js'
import type { Subscription } from './subscription.js'

/** The configured subscriptions with the addresses of their services and the secrets of the project. */
export function toSubscriptions(
  settings: SubscriptionSettings = {},
  urls: Readonly<Record<string, string>> = {},
  home: string,
): readonly Subscription[] {
  return Object.entries(settings).flatMap(([service, { types, path }]) => {
    const url = urls[service]
    if (url === undefined) return []
    const secret = getEventSecret(home, service)
    return [{ service, types, url: `${url.replace(/\/$/, '')}${path}`, secret }]
  })
}
