import type { PlannedFamily, PlannedMember } from './family-plan.js'

/** The member with this given name. Validation of the profile guarantees that there is one. */
export function findMember(family: PlannedFamily, given: string): PlannedMember {
  const found = family.members.find((member) => member.given === given)
  if (found === undefined) throw new RangeError(`${family.name} has no member ${given}.`)
  return found
}
