/** Words of government, elections, diplomacy, law and protest; one meaning a line, `name: words and phrases`. */
export const POLITICS_WORDS = `
talks: talk, negotiate, negotiation, dialogue, discussion, meet, meeting, summit, conversation, negotiator, envoy, consult, sit down, contact, parley, face-to-face
mediate: mediate, mediation, mediator, broker, good offices, host, bring together, go-between, facilitate
deal: deal, agreement, accord, pact, treaty, settle, memorandum, framework, compromise, breakthrough, initial treaty
sign: sign, signed, seal, ink, conclude, initial, clinch, finalise, finalize, strike a deal, ratify
diplomat: diplomat, envoy, ambassador, emissary, foreign minister, attache, delegation, negotiator, embassy, consulate
expel: expel, expulsion, orders to leave, ordered to leave, persona non grata, recall ambassador, send home, sent home, revoke, kick out
hotline: hotline, communication channel, telephone link, telephone, phone call, back channel
election: election, vote, ballot, poll, go to the polls, electoral, runoff, referendum, by-election, snap election, voter
opinionpoll: opinion poll, survey, approval rating, yougov, popularity, lowest rating, approval, support falls, pollster
campaign: campaign, candidate, nominee, rally, manifesto
winvote: win, victory, landslide, triumph, beat, sweep, prevail, trounce
losevote: lose, loss, defeat, setback, beaten, trounce, trail, rout, drubbing
resign: resign, resignation, step down, quit, stand down, leave office, leave the government, dismissed, fired, sack, sacked, oust, depart, departure
appoint: appoint, appointment, nominate, name, pick, successor, succeed, tap
leadership: leadership, leader, leadership contest, challenge, challenger, rival, succession, succeed, replace, oust, letters of no confidence, no confidence
cabinet: cabinet, minister, secretary, ministry, frontbench, deputy prime minister, chancellor
headgov: prime minister, premier, president, chancellor, head of government, ruler, leader
parliament: parliament, congress, senate, house of representatives, lawmaker, legislator, legislature, mp, mps, mep, meps, assembly, commons, bundestag, knesset, duma, duma, senators
party: party, labour, conservatives, tory, republican, democrat, coalition, socialist, reform uk
rebel: rebel, rebellion, revolt, mutiny, dissent, backbench, defy, climbdown
uturn: u-turn, climbdown, reversal, back down, backtrack, retreat, gut, water down, concede, drop plan, walk back, backpedal
law: law, bill, legislation, act, statute, rulebook, rule, regulation, regime, directive, decree, executive order, regulate
passlaw: pass, passed, approve, adopt, enact, sign into law, ratify, vote through, clear
rejectlaw: reject, block, veto, vote down, oppose, override, stall, scupper, resist, defeat, filibuster
delay: delay, postpone, push back, pushed back, defer, pause, extend deadline, slip, stop the clock, moratorium, put off, miss target, suspend, break, late, behind schedule, start later, not ready, miss
simplify: simplify, simplification, omnibus, streamline, water down, dilute, weaken, loosen, relax, cut red tape, deregulate
lobby: lobby, urge, open letter, petition, call on, plead, appeal, press, ask, wrote to
court: court, judge, ruling, rule, tribunal, appeals court, supreme court, justice, lawsuit, sue, litigation, injunction, case
trial: trial, prosecutor, charge, indict, indictment, convict, sentence, plead, prosecution, verdict, guilty
fine: fine, penalty, penalise, penalize, sanction, punish, levy fine
investigate: investigate, investigation, probe, inquiry, proceedings, open case, scrutinise, scrutiny, antitrust, infringement, enquiry, examine
sanction: sanction, embargo, blacklist, freeze assets, asset freeze, penalty, punish, restriction, entity list, punitive measures
exportcontrol: export control, entity list, blacklist, licence requirement, license requirement, licence, license, permit, permission, curb, restriction, chip curbs
ban: ban, prohibit, forbid, outlaw, bar, embargo, halt, restrict, block
protest: protest, demonstration, demonstrate, march, rally, unrest, riot, take to the streets, strike, general strike, crowds
labourstrike: strike, walkout, walk out, industrial action, stoppage, picket, down tools, union
union: union, worker, machinist, labour, labor, staff, employee
emergency: state of emergency, emergency, martial law, curfew
reform: reform, overhaul, restructure, revamp, shake-up
independence: independence, secession, separatist, breakaway, sovereignty
constitution: constitution, constitutional, amendment, term limit
transition: transition, timetable, civilian rule, handover, hand power, civilian government, changeover, restore democracy
visa: visa, entry permit, travel ban, passport, immigration
deport: deport, deportation, remove migrants, removal, expel
withdrawfrom: leave, exit, quit, pull out, withdraw, abandon
join: join, accession, member, membership, enter, bid
recognise: recognise, recognition, acknowledge
criticise: criticise, criticize, blast, slam, condemn, denounce, attack, lambast, decry, unfair, assail, complain
accuse: accuse, allege, allegation, blame, claim
propose: propose, proposal, plan, draft, suggest, float, unveil, put forward, intend, want, seek, would
hint: hint, signal, indicate, suggest, flag, prepared to, ready to, stand ready, open to, mull, weigh, consider
promise: promise, pledge, vow, commit, undertake, guarantee, assure
`
