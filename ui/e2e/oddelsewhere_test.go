package e2e

// elsewhere is what a test of its own holds, because it takes a clock, another
// user, a broken disk or another terminal.
type elsewhere struct {
	section, odd, holds string
	// folder and test are where the test is.
	folder, test string
}

func heldElsewhere() []elsewhere {
	const (
		answers   = "Answers and doubts"
		untold    = "What isn't told"
		first     = "The first day at a bank"
		webhooks  = "Webhooks"
		files     = "Files, keys, other people on the machine"
		terminals = "Terminal, clock, disk"
	)
	return []elsewhere{
		{answers, "a doubt that a day of asking doesn't settle", "`not known, ask the bank`; it keeps its key and its lock", "state", "TestADoubtThatTheBankWontSettleSaysSo"},
		{answers, "404 to another account's key, or of a path that isn't there", "`not readable with this key`, once; nothing is said of the record", "state/session", "TestAnothersRequestIsNotReadableAndIsAskedForOnce"},
		{answers, "other figures after a swap is booked", "an adjustment entry with a reference of its own; the booking stays", "state/treasury", "TestOtherFiguresLaterAreAnAdjustmentAndTheBookingStays"},
		{answers, "a confirmed swap that failed after all", "taken back in the books, as an entry of its own", "state/treasury", "TestAConfirmedSwapThatFailedAfterAllIsTakenBackInTheBooks"},
		{answers, "every status and code that isn't in the table", "unknown, and asked again with its own key", "api", "TestAnAnswerOfSomethingElseIsUnknown"},
		{answers, "any answer, bent at random", "every figure of every face was told, asked, or follows from what was told", "ui/e2e", "TestEveryFaceSaysWhatWasToldOrAsked"},
		{untold, "a price that is far off the last one of its pair", "loud, and typed before it can be confirmed", "ui/wizard", "TestAQuoteThatIsFarOffTheLastOneIsLoudAndTyped"},
		{untold, "what stands against a quote", "no face can execute it, whatever it shows", "state/session", "TestNoFaceCanExecuteWhatStandsAgainstAQuote"},
		{untold, "the list is still being read, or nothing was answered yet", "no zero, and nothing that claims to be all", "ui", "TestNoZeroIsShownBeforeAnythingIsKnown"},
		{untold, "the sandbox's list before its first page", "still being read, never \"has no list\"", "state/treasury", "TestAListThatIsntReadYetIsNeverSaidToBeNone"},
		{untold, "sums beyond what cents can say", "`more than …`, and no sign turns around", "state", "TestNoSumWraps"},
		{untold, "amounts of every currency", "one notation, the code beside the amount", "api", "TestThereIsOneNotationForAllCurrencies"},
		{first, "a bank with the public calls alone, test and live key", "no call of ours reaches it, every screen is true and of use", "ui/e2e", "TestAPlainBankIsToldAsItIs"},
		{first, "a waiting request that came by webhook", "its page is asked for at once, and opened from the setting until then", "ui", "TestARequestThatCameByWebhookIsOpenedAtTheSettingsPage"},
		{first, "no team is set at a bank that needs one", "no quote leaves", "state/session", "TestATestBankWithoutATeamIsAskedForNoQuote"},
		{first, "any token's name", "typed, quoted and swapped like the six", "ui/wizard", "TestAnyTokenCanBeTyped"},
		{first, "events of the team's other accounts", "named, and not counted under this key's budget", "ui", "TestOtherAccountsOfTheTeamAreNamedAndNotUnderThisBudget"},
		{first, "a deadline of another day", "names its date and the zone", "ui/wizard", "TestADeadlineNamesItsDateAndTheZoneOfThePerson"},
		{first, "our own pace is used up", "`Held back here`, not a broken connection", "state", "TestWhatStoodInTheWayIsSaidInPlainWords"},
		{first, "a slower pace without a time", "waited for longer each time, never four times in a second", "api", "TestASlowerPaceIsNotAskedForFourTimesInASecond"},
		{webhooks, "2,000 idle or dripping connections", "the next delivery is taken in time", "state/treasury", "TestDeliveriesGoOnWhileThousandsOfConnectionsAreHeld"},
		{webhooks, "a flood of forgeries", "one line of log a second, with a count", "state/treasury", "TestAFloodOfForgeriesLeavesTheLogReadable"},
		{webhooks, "what couldn't be taken in, after the team is corrected", "it is taken in", "state/treasury", "TestATeamThatIsNotTheBanksIsSaidAndItsEventsAreTakenInOnceItIsCorrected"},
		{webhooks, "more than can be kept of it", "the oldest of the reason goes, and is counted", "state/journal", "TestDeadLettersAreBoundedAndTheOldestOfTheReasonGoes"},
		{files, "a folder, journal, config, key file or log that others own or may write", "refused, up the path, with what to do", "api/private", "TestWhatOthersMayWriteIsRefused"},
		{files, "a journal that another user planted", "not opened, and nothing is sent of it", "state/treasury", "TestNothingOfAnotherUsersIsOpened"},
		{files, "a link or a pipe in the place of a file", "not followed", "api/private", "TestNoLinkAndNoPipeIsOpened"},
		{files, "a config that others can change", "refused, and its `key_command` isn't run", "state/config", "TestAFileThatOthersCanChangeIsRefused"},
		{files, "another user, at the sandbox's port and on disk", "gets nothing", "ui/e2e", "TestAStrangerGetsNothingFromTheBanksPort"},
		{files, "a bank that quotes keys and secrets back, in any form", "their place is marked, in journal, log, screen and `--json`", "state/treasury", "TestABankThatQuotesKeysAndSecretsBackBringsThemNowhere"},
		{files, "the sandbox's seed", "gives nobody its keys or secrets", "api/sandbox", "TestNobodyWorksOutAKeyOrSecretFromTheSeed"},
		{files, "the sandbox under a foreign host name", "not answered", "api/sandbox", "TestTheBankAnswersUnderItsOwnNamesAlone"},
		{files, "the list of processes", "holds no approval token", "ui/browser", "TestATokenIsNeverOnACommandLine"},
		{files, "the lock file is removed", "a second one is turned away all the same", "api/private", "TestRemovingTheLockFileLetsNobodyIn"},
		{files, "the terminal is gone where SIGHUP is ignored", "it ends", "ui/e2e", "TestATerminalThatIsGoneEndsItWhereSIGHUPIsIgnored"},
		{terminals, "stopped from outside, then `fg`", "raw mode and a full frame again", "ui/e2e", "TestStoppedFromOutsideItComesBackWhole"},
		{terminals, "a terminal's late answer, in pieces", "never becomes keys", "ui/e2e", "TestALateAnswerOfTheTerminalIsNoKey"},
		{terminals, "keys of a layout that isn't Latin", "taken by their place", "ui/e2e", "TestKeysOfAnotherLayoutAreTakenByTheirPlace"},
		{terminals, "`TERM=dumb`", "points to `--accessible`", "ui/e2e", "TestADumbTerminalIsToldWhatWorks"},
		{terminals, "a full disk", "said as such; nothing is sent", "state/torture", "TestAFullDiskRefusesBeforeAnythingIsSentAndAllGoesOnOnceThereIsSpace"},
		{terminals, "`--until` with a date", "holds that day, in filter and export", "state/export", "TestTheDateAtTheEndIsPartOfASpan"},
		{terminals, "a quote that runs out while `execute` is asked for, line by line", "isn't asked for, and a new price is offered", "ui/accessible", "TestAQuoteThatRanOutIsFollowedByAPriceWithinTheTolerance"},
		{terminals, "settings that hold secrets of an odd form", "not explained in full", "state/config", "TestASecretOfAnOddFormIsNotExplained"},
		{terminals, "no `HOME`", "nothing is kept in a place of its own", "ui/e2e", "TestWithoutAHomeNothingIsKeptInAPlaceOfItsOwn"},
		{terminals, "a byte order mark in config or key files", "skipped", "state/config", "TestAByteOrderMarkIsSkipped"},
		{terminals, "a `;`, or a formula sign after one, in a table", "quoted", "state/export", "TestASemicolonBeginsNoFormula"},
		{terminals, "the clock is set while a quote is firm", "neither ends nor prolongs it", "state", "TestAClockThatIsSetMeanwhileNeitherEndsNorProlongsAQuote"},
		{terminals, "a keyring that doesn't answer", "said within 5 s", "ui/e2e", "TestADeafKeyringIsSaidInTime"},
		{terminals, "no browser starts", "dialog and details stay on the request, and nothing says \"opened\"", "ui", "TestWhereNoBrowserStartsEverythingStaysOnTheRequest"},
		{terminals, "the approval page, in a browser", "enter doesn't approve; both decisions are in view", "ui/e2e", "TestTheApprovalPageInABrowser"},
	}
}
