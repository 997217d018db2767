const set = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/** Quantities of which more is worse. */
export const BAD_QUANTITIES = set(
  'unemployment jobless joblessness inflation prices rents deficit deficits debt poverty crime deaths casualties infections cases layoffs bankruptcies defaults delinquencies tariffs taxes tensions violence emissions unrest hunger homelessness corruption losses costs redundancies foreclosures shortages fears risks uncertainty recession',
)
/** Quantities of which more is better. */
export const GOOD_QUANTITIES = set(
  'jobs employment growth gdp wages profits profit earnings exports sales output productivity confidence sentiment stocks shares hiring payrolls revenue revenues investment spending demand trust approval turnout harvests tourism',
)
export const RISES = set(
  'rise rises rising rose risen increase increases increased increasing jump jumps jumped jumping surge surges surged surging soar soars soared soaring climb climbs climbed climbing grow grows grew growing up higher accelerate accelerates accelerated accelerating spike spikes spiked gain gains gained rally rallies rallied mount mounts mounted mounting worsen worsens worsened rebound rebounds rebounded recover recovers recovered record expand expands expanded swell swells swelled',
)
export const FALLS = set(
  'fall falls falling fell fallen drop drops dropped dropping decline declines declined declining decrease decreases decreased slump slumps slumped slumping plunge plunges plunged plunging tumble tumbles tumbled tumbling sink sinks sank sinking slide slides slid sliding down lower ease eases eased easing cool cools cooled cooling slow slows slowed slowing shrink shrinks shrank shrinking contract contracts contracted weaken weakens weakened weakening dip dips dipped recede recedes receded stall stalls stalled crash crashes crashed subside subsides subsided cut cuts cutting slash slashes slashed halve halves halved',
)
export const NEGATIONS = set(
  't not no never without neither nor cannot cant wont dont doesnt didnt isnt wasnt arent werent wouldnt couldnt shouldnt hasnt havent hadnt hardly barely fails failed fail denies denied deny unlikely avoid avoids avoided averts averted prevents prevented halts halted ends ended ending',
)
export const AMPLIFIERS = set(
  'very extremely highly deeply sharply severely massively hugely enormously particularly most more deadliest dramatically',
)

/** News senses that differ from, or are missing in, the social-media lexicon. */
export const NEWS_VALENCE: readonly (readonly [string, number])[] = [
  ...of(
    0,
    'like share shares united interest interests fire top hard matter kind security secure securities trust party please safe play plays playing natural bank credit stake stakes grand supreme value values opportunity strong chance gain gains number united pay fine cut cuts low lowest stop stopped stops challenge challenges sentiment defense defence energy energetic create created creates promise accept growing block interested intelligence helps novel cool share dear worth true well clear certain award loyal chic help demand demands',
  ),
  ...of(
    -2.6,
    'war airstrike airstrikes missile missiles bombing bombings bomb bombs shelling massacre famine genocide atrocity atrocities invasion invades invaded coup hostage hostages siege executed beheaded torture terrorist terrorists terrorism',
  ),
  ...of(
    -1.8,
    'strike strikes struck attack attacks attacked drone drones conflict clash clashes crackdown sanctions sanctioned crisis recession downturn default bankruptcy layoffs slump plunge plunges plunged turmoil shock outage shortage shortages drought flood floods wildfire wildfires earthquake hurricane typhoon evacuated evacuations outbreak epidemic pandemic impeachment indicted indictment convicted arrested detained deported deportations lawsuit scandal fraud bribery escalation escalates escalate retaliates retaliation retaliatory tariffs blockade shutdown stagflation',
  ),
  ...of(
    -1.2,
    'warns warn warned warning threatens threat threatened tension tensions uncertainty volatile unrest protest protests feud row rift probe inquiry accused accuses accusations curbs ban bans banned jitters woes',
  ),
  ...of(
    1.8,
    'ceasefire truce peace reconciliation breakthrough accord rescued rescue freed released recovery rebound rally rallies upgrade milestone vaccine cure reopens reopen',
  ),
  ...of(
    1.2,
    'deal agreement agree agrees agreed pact eases easing stimulus relief approval approves progress optimism optimistic boost boosts boosted stabilise stabilize stabilises stabilizes truce',
  ),
]

function of(valence: number, words: string): (readonly [string, number])[] {
  return words.split(' ').map((word) => [word, valence] as const)
}
