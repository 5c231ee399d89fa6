import { definePattern } from '../../../stores/contracts/access-pattern.js'

const SELECT_INVITATIONS = `SELECT i.id, i.family_id, f.name AS family_name, i.email, i.role, i.invited_by, i.created_at, i.expires_at
FROM invitations i JOIN families f ON f.id = i.family_id`

export const lockedInvitation = definePattern({
  name: 'identity.locked-invitation',
  store: 'postgres',
  summary: 'an invitation by id, locked to be answered or revoked',
  index: 'invitations_pkey',
  request: (id: string) => ({ text: `${SELECT_INVITATIONS} WHERE i.id = $1 FOR UPDATE OF i`, values: [id] }),
  sample: (s) => [s.family],
})

export const invitationsOfFamily = definePattern({
  name: 'identity.invitations-of-family',
  store: 'postgres',
  summary: 'pending invitations of a family',
  index: 'invitations_family_email_key',
  acceptedFindings: { 'in-memory-sort': 'a family has at most 50 invitations, and all of them are returned' },
  request: (familyId: string, now: Date) => ({
    text: `${SELECT_INVITATIONS} WHERE i.family_id = $1 AND i.expires_at > $2 ORDER BY i.created_at, i.id`,
    values: [familyId, now],
  }),
  sample: (s) => [s.family, new Date(0)],
})

export const invitationsOfEmail = definePattern({
  name: 'identity.invitations-of-email',
  store: 'postgres',
  summary: 'pending invitations of an email address, the newest first',
  index: 'invitations_email_idx',
  request: (email: string, now: Date) => ({
    text: `${SELECT_INVITATIONS} WHERE lower(i.email) = lower($1) AND i.expires_at > $2
ORDER BY i.created_at DESC LIMIT 100`,
    values: [email, now],
  }),
  sample: (s) => [s.email, new Date(0)],
})
