"""Competitor (a), the ordinary way: Strawberry resolvers that answer the models of SQLAlchemy's ORM."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import orjson
import strawberry
from sqlalchemy import BigInteger, Enum, ForeignKey, Select, false, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload
from strawberry.extensions import ParserCache, ValidationCache
from strawberry.schema.config import StrawberryConfig
from strawberry.types.nodes import SelectedField

from bench.question import Contestant, Question
from schema.image import ImageStatus, ImageVisibility
from schema.scalars import SCALARS, Long


class Model(DeclarativeBase):
    """What SQLAlchemy keeps its registry in."""


class PropertyModel(Model):
    __tablename__ = "image_properties"

    id: Mapped[int] = mapped_column(primary_key=True)
    image_id: Mapped[str] = mapped_column(ForeignKey("images.id"))
    name: Mapped[str]
    value: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted: Mapped[bool]


def _stored_enum(enum: type[ImageStatus] | type[ImageVisibility]) -> Enum:
    return Enum(enum, native_enum=False, values_callable=lambda members: [each.value for each in members])


class ImageModel(Model):
    __tablename__ = "images"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    status: Mapped[ImageStatus] = mapped_column(_stored_enum(ImageStatus))
    visibility: Mapped[ImageVisibility] = mapped_column(_stored_enum(ImageVisibility))
    disk_format: Mapped[str | None]
    container_format: Mapped[str | None]
    size: Mapped[int | None] = mapped_column(BigInteger)
    virtual_size: Mapped[int | None] = mapped_column(BigInteger)
    checksum: Mapped[str | None]
    hash_algorithm: Mapped[str | None] = mapped_column("os_hash_algo")
    hash_value: Mapped[str | None] = mapped_column("os_hash_value")
    min_disk: Mapped[int]
    min_ram: Mapped[int]
    owner: Mapped[str | None]
    protected: Mapped[bool]
    hidden: Mapped[bool] = mapped_column("os_hidden")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    deleted: Mapped[bool]
    properties: Mapped[list[PropertyModel]] = relationship(
        primaryjoin="and_(PropertyModel.image_id == ImageModel.id, PropertyModel.deleted == false())",
        order_by=PropertyModel.name,
        lazy="raise",
        viewonly=True,
    )

    @property
    def version(self) -> str:
        return self.updated_at.isoformat(timespec="microseconds")


@strawberry.type
class ImageProperty:
    name: str
    value: str | None


@strawberry.type
class Image:
    """Its fields are read off an ImageModel; no object is made of it."""

    id: strawberry.ID
    name: str | None
    status: ImageStatus
    visibility: ImageVisibility
    disk_format: str | None
    container_format: str | None
    size: Long | None
    virtual_size: Long | None
    checksum: str | None
    hash_algorithm: str | None
    hash_value: str | None
    min_disk: int
    min_ram: int
    owner: str | None
    protected: bool
    hidden: bool
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None
    version: str
    properties: list[ImageProperty]


Info = strawberry.Info[async_sessionmaker[AsyncSession], None]


def _live_images(info: Info) -> Select[ImageModel]:
    """With their properties only if they are selected."""
    rows = select(ImageModel).where(ImageModel.deleted == false())
    selected = info.selected_fields[0].selections
    if any(isinstance(field, SelectedField) and field.name == "properties" for field in selected):
        rows = rows.options(selectinload(ImageModel.properties))
    return rows


async def images(info: Info, limit: int) -> list[ImageModel]:
    newest = (
        _live_images(info)
        .where(ImageModel.hidden == false())
        .order_by(ImageModel.created_at.desc(), ImageModel.id.desc())
        .limit(limit)
    )
    async with info.context() as session:
        return list(await session.scalars(newest))


async def image(info: Info, id: strawberry.ID) -> ImageModel | None:
    async with info.context() as session:
        found: ImageModel | None = await session.scalar(_live_images(info).where(ImageModel.id == id))
        return found


@strawberry.type
class Query:
    images = strawberry.field(images, graphql_type=list[Image])
    image = strawberry.field(image, graphql_type=Image | None)


@strawberry.input
class PropertyInput:
    name: str
    value: str


@strawberry.input
class ImageInput:
    name: str
    properties: list[PropertyInput] = strawberry.field(default_factory=list)


@strawberry.type
class Payload:
    image: Image


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


async def create_image(info: Info, input: ImageInput) -> Payload:
    now = _now()
    made = ImageModel(
        id=str(uuid4()),
        name=input.name,
        status=ImageStatus.QUEUED,
        visibility=ImageVisibility.SHARED,
        min_disk=0,
        min_ram=0,
        protected=False,
        hidden=False,
        created_at=now,
        updated_at=now,
        deleted=False,
    )
    async with info.context() as session, session.begin():
        session.add(made)
        for each in input.properties:
            session.add(
                PropertyModel(
                    image_id=made.id,
                    name=each.name,
                    value=each.value,
                    created_at=now,
                    updated_at=now,
                    deleted=False,
                )
            )
    return Payload(image=made)  # type: ignore[arg-type] # Its fields are read off the model.


async def update_image(info: Info, id: strawberry.ID, input: ImageInput) -> Payload:
    async with info.context() as session, session.begin():
        found: ImageModel = (await session.scalars(_live_images(info).where(ImageModel.id == id))).one()
        found.name, found.updated_at = input.name, _now()
    return Payload(image=found)  # type: ignore[arg-type] # As above.


@strawberry.type
class Mutation:
    create_image = strawberry.mutation(create_image)
    update_image = strawberry.mutation(update_image)


def schema_over(path: Path, *, caching: bool) -> tuple[strawberry.Schema, async_sessionmaker[AsyncSession]]:
    """The schema, and its context. If `caching`, documents are parsed and validated once, as Glimpse does."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}")
    schema = strawberry.Schema(
        Query,
        Mutation,
        extensions=[ParserCache, ValidationCache] if caching else [],
        config=StrawberryConfig(scalar_map=SCALARS),
    )
    return schema, async_sessionmaker(engine, expire_on_commit=False)


@asynccontextmanager
async def orm_server(path: Path) -> AsyncIterator[Contestant]:
    schema, sessions = schema_over(path, caching=True)

    async def answer(question: Question) -> bytes:
        result = await schema.execute(question.document, question.variables, sessions)
        if result.errors:
            raise result.errors[0]
        return orjson.dumps({"data": result.data})

    try:
        yield answer
    finally:
        await sessions.kw["bind"].dispose()
