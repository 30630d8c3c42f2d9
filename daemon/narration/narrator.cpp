#include "daemon/narration/narrator.hpp"

#include <algorithm>

#include "daemon/narration/navigation.hpp"

namespace vorleser::narration {

namespace asio = boost::asio;

std::size_t part_of(const Outline& outline, const Where& where) {
    if (const auto* spot = std::get_if<Spot>(&where)) return spot->part;
    if (const auto* target = std::get_if<Instant>(&where)) return outline.part_at_sample(target->sample);
    if (const auto* sentence = std::get_if<SentenceStart>(&where))
        return outline.part_at(sentence->code_point);
    return outline.part_at(std::get<Place>(where).code_point);
}

asio::awaitable<Result<std::shared_ptr<const Passage>>> cut(Reader reader,
                                                            std::shared_ptr<const Outline> outline,
                                                            std::size_t part, Lane lane,
                                                            std::shared_ptr<const Passage> at_hand) {
    if (at_hand && at_hand->outline() == outline && at_hand->part() == part) co_return at_hand;
    auto text = outline->text(part);
    if (!text) co_return text.error();
    auto blocks = blocks_of(*text);
    if (!blocks) co_return blocks.error();
    auto utterances = co_await reader.worker->utterances(outline->language(), std::move(*text), lane);
    if (!utterances) co_return utterances.error();
    auto placed = placed_blocks(std::move(*blocks), outline->begin(part));
    co_return std::make_shared<const Passage>(std::move(outline), part, std::move(placed),
                                              std::move(*utterances), reader.voice.pauses);
}

Narrator::Narrator(Reader reader, std::shared_ptr<const Outline> outline, const Where& from, Lane lane,
                   std::shared_ptr<const Passage> at_hand)
    : reader_(std::move(reader)),
      edition_(reader_.worker->edition()),
      outline_(std::move(outline)),
      lane_(lane),
      from_(from),
      part_(std::min(part_of(*outline_, from), outline_->parts())),
      at_hand_(std::move(at_hand)) {}

std::optional<Error> Narrator::obstacle() const {
    if (reader_.worker->edition() != edition_)
        return Error(ErrorKind::conflict,
                     "the voice or its lexicon was changed meanwhile: ask for the rest anew");
    if (const auto why = reader_.worker->obstacle()) return Error(ErrorKind::engine, *why);
    return {};
}

asio::awaitable<Result<std::shared_ptr<const Passage>>> Narrator::passage() {
    if (passage_ || refused_ || part_ == outline_->parts()) co_return passage_;
    auto done = co_await cut(reader_, outline_, part_, lane_, std::exchange(at_hand_, nullptr));
    if (!done) {
        if (done.error().kind == ErrorKind::conflict) co_return done.error();
        if (const auto why = obstacle()) co_return *why;
        refused_ = done.error();
    } else {
        passage_ = *done;
    }
    co_return passage_;
}

void Narrator::leave_part() {
    ++part_;
    next_ = 0;
    passage_.reset();
    refused_.reset();
    from_.reset();
}

Piece Narrator::piece(std::size_t index) const {
    const Utterance& utterance = passage_->utterances()[index];
    Piece piece{.passage = passage_, .index = index, .begin = utterance.begin, .end = utterance.end};
    piece.pause = passage_->timeline().pause(index);
    piece.sound = std::make_shared<Rendering>();
    if (!passage_->timeline().speakable(index))
        piece.unspeakable =
            Error(ErrorKind::engine, "this sentence could not be spoken when it was measured");
    return piece;
}

asio::awaitable<Result<std::optional<Piece>>> Narrator::next() {
    while (part_ < outline_->parts()) {
        const auto there = co_await passage();
        if (!there) co_return there.error();
        if (refused_) {
            Piece lost{.begin = outline_->begin(part_), .end = outline_->end()};
            if (part_ + 1 < outline_->parts()) lost.end = outline_->begin(part_ + 1);
            lost.sound = std::make_shared<Rendering>();
            lost.unspeakable = std::move(refused_);
            leave_part();
            co_return lost;
        }
        if (next_ == passage_->utterances().size()) {
            leave_part();
            continue;
        }
        if (from_) co_return co_await begin();
        co_return piece(next_++);
    }
    co_return std::optional<Piece>();
}

// The first piece, in a part that has some.
asio::awaitable<Result<std::optional<Piece>>> Narrator::begin() {
    const auto& all = passage_->utterances();
    std::size_t index = 0;
    std::uint32_t first = 0;
    const auto* place = std::get_if<Place>(&*from_);
    if (const auto* instant = std::get_if<Instant>(&*from_)) {
        const auto point = passage_->timeline().locate(instant->sample);
        index = point.utterance, first = point.sample;
    } else if (const auto* spot = std::get_if<Spot>(&*from_)) {
        index = std::min<std::size_t>(spot->utterance, all.size() - 1), first = spot->sample;
    } else if (const auto* sentence = std::get_if<SentenceStart>(&*from_)) {
        index = sentence_start(all, utterance_at(all, sentence->code_point));
    } else if (*place != Place{}) {
        index = utterance_at(all, place->code_point);
    }
    Piece begun = piece(index);
    if (place && *place != Place{}) {
        const Place wanted = *place;
        const auto spoken = co_await speak(begun);
        if (!spoken) co_return spoken.error();
        if (!begun.unspeakable)
            first = sample_of(begun.utterance(), begun.sound->marks, begun.samples + begun.pause, wanted);
    }
    begun.first = first;
    from_.reset();
    next_ = index + 1;
    co_return begun;
}

// What a job for the piece came to: an error only if the text is not to blame.
Result<void> Narrator::judge(Piece& piece, const std::optional<Error>& failure) const {
    if (reader_.worker->edition() != edition_ || failure)
        if (const auto why = obstacle()) return *why;
    piece.unspeakable = failure;
    return {};
}

asio::awaitable<Result<void>> Narrator::speak(Piece& piece, std::function<void()> grown) {
    if (!grown) grown = [] {};
    if (piece.sound->complete) grown();
    if (piece.sound->complete || piece.unspeakable) co_return Result<void>();
    const auto spoken =
        co_await reader_.worker->speak(piece.utterance().say, piece.sound, std::move(grown), lane_);
    piece.samples = static_cast<std::uint32_t>(piece.sound->samples.size());
    co_return judge(piece, spoken ? std::nullopt : std::optional(spoken.error()));
}

asio::awaitable<Result<void>> Narrator::measure(Piece& piece) {
    if (piece.sound->complete || piece.unspeakable) co_return Result<void>();
    auto measure = co_await reader_.worker->measure(piece.utterance().say, lane_);
    if (measure) {
        piece.samples = measure->samples;
        piece.sound->marks = std::move(measure->marks);
        piece.sound->complete = true;
    }
    co_return judge(piece, measure ? std::nullopt : std::optional(measure.error()));
}

}  // namespace vorleser::narration
