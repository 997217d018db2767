/**
 * Opposite directions of change. Each line names an axis and lists, left and right of the bar, words that push it one
 * way or the other: a text that says the right side of what an indicator says on the left reverses that indicator.
 */
export const POLARITY_WORDS = `
level: raise, rise, rises, increase, hike, climb, jump, soar, surge, swell, grow, growth, boost, gain, higher, up, accelerate, expand, expansion, double, record high, all-time high, upgrade, widen, quicken, deepen, intensify, more, rebound, strengthen, heat up, pick up, top, spike, quadruple, triple | fall, drop, decline, lower, reduce, reduction, cut, slash, trim, decrease, plunge, tumble, sink, slump, slide, slip, shrink, dive, weaken, slow, slowdown, ease, cool, dip, downgrade, record low, narrow, deplete, drain, lose, fewer, shed, curb, restrain, halve, dwindle, retreat, soften, contract, contraction, moderate, pare, downturn, lowest, worst, drain, dropped, crater
impose: impose, slap, introduce, extend, tighten, restrict, ban, bar, halt, suspend, block, add, blacklist, prohibit, curb, levy, outlaw, punish, announce tariffs, toughen, escalate, freeze | lift, remove, scrap, relax, ease, resume, allow, exempt, exemption, roll back, rollback, rescind, revoke, waive, unwind, restore, repeal, loosen, unfreeze, walk back, walks back, walking back, green light, spare, carve-out, strike down, drop, relief, reprieve, backtrack
force: deploy, send, reinforce, mass, build up, buildup, arrive, advance, invade, station, mobilise, launch, reinforcements, amass | withdraw, withdrawal, pull out, pull back, retreat, demobilise, stand down, leave, disengage, pullout, pullback, redeploy home, drawdown
stance: agree, approve, accept, endorse, back, support, pass, sign, adopt, ratify, welcome, embrace, clinch, clear | reject, refuse, block, oppose, veto, rebuff, vote down, walk away, abandon, scrap, collapse, break down, break off, fail, snub, rule out, stall, resist, call off, dismiss, spurn, defy
phase: start, begin, launch, open, resume, restart, reopen, erupt, break out, initiate, kick off, renew, revive | end, stop, halt, cease, conclude, close, cancel, call off, over, finish, suspend, terminate, shut, wind down, shelve
custody: arrest, detain, jail, imprison, charge, seize, capture | release, free, acquit, pardon, drop charges
condition: worsen, deteriorate, collapse, fail, crisis, damage, break, destroy, disrupt | improve, recover, repair, resolve, stabilise, stabilize, restore, fix, heal, contain, brighten, resilient
`
