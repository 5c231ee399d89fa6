import type { Document } from 'bson'

/** The winning plan of what `explain` returned. */
export function findMongoPlan(response: Document): Document | undefined {
  const planner = getFirstCursor(response)['queryPlanner'] as Document | undefined
  return planner?.['winningPlan'] as Document | undefined
}

/** If only the start of an aggregation was planned as a query, that plan is in `$cursor` of the first stage. */
export function getFirstCursor(response: Document): Document {
  const stages: unknown = response['stages']
  if (!Array.isArray(stages)) return response
  const [first] = stages as readonly Document[]
  return (first?.['$cursor'] ?? first?.['$geoNearCursor'] ?? response) as Document
}

/** The stages of a plan, the last one first. */
export function flattenMongoPlan(node: Document | undefined): readonly Document[] {
  if (node === undefined) return []
  const planned = node['queryPlan'] as Document | undefined
  if (planned !== undefined) return flattenMongoPlan(planned)
  const children = [
    node['inputStage'],
    ...(Array.isArray(node['inputStages']) ? (node['inputStages'] as unknown[]) : []),
  ]
  return [node, ...children.flatMap((child) => flattenMongoPlan(child as Document | undefined))]
}
